"""Members and loans, in the newer way of asking."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lending.models import Book, Loan, Member
from lending.schemas import LoanIn, LoanOut, MemberIn


class NotAvailable(Exception):
    """No copy of the book is left, or there is no such book."""


def add_member(db: Session, data: MemberIn) -> Member:
    member = Member(name=data.name, email=data.email)
    db.add(member)
    db.commit()
    db.refresh(member)
    return member


def get_member(db: Session, member_id: int) -> Member | None:
    return db.get(Member, member_id)


def out_on_loan(db: Session, book_id: int) -> int:
    counted = select(func.count()).select_from(Loan).where(Loan.book_id == book_id, ~Loan.returned)
    return db.execute(counted).scalar_one()


def lend(db: Session, data: LoanIn) -> Loan:
    book = db.get(Book, data.book_id)
    if book is None or out_on_loan(db, book.id) >= book.copies:
        raise NotAvailable(data.book_id)
    loan = Loan(book_id=book.id, member_id=data.member_id, due=data.due)
    db.add(loan)
    db.commit()
    db.refresh(loan)
    return loan


def give_back(db: Session, loan_id: int) -> bool:
    loan = db.get(Loan, loan_id)
    if loan is None:
        return False
    loan.returned = True
    db.commit()
    return True


def overdue(db: Session, today: date) -> list[LoanOut]:
    query = select(Loan).where(Loan.due < today, ~Loan.returned).order_by(Loan.due, Loan.id)
    return [
        LoanOut(id=loan.id, title=loan.book.title, member=loan.member.name, due=loan.due)
        for loan in db.execute(query).scalars()
    ]


def busiest(db: Session, limit: int) -> list[tuple[str, int]]:
    """The books that are lent most often, with how often they were."""
    query = (
        select(Book.title, func.count(Loan.id))
        .join(Loan, Loan.book_id == Book.id)
        .group_by(Book.id)
        .order_by(func.count(Loan.id).desc(), Book.title)
        .limit(limit)
    )
    return [(title, count) for title, count in db.execute(query)]
