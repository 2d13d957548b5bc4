"""Books and authors, in the older way of asking."""

from sqlalchemy.orm import Session, joinedload

from lending.models import Author, Book
from lending.schemas import BookIn


def get_book(db: Session, book_id: int) -> Book | None:
    return db.query(Book).filter(Book.id == book_id).first()


def get_book_with_author(db: Session, book_id: int) -> Book | None:
    return db.query(Book).options(joinedload(Book.author)).filter(Book.id == book_id).first()


def list_books(db: Session, skip: int, limit: int) -> list[Book]:
    return db.query(Book).order_by(Book.title, Book.id).offset(skip).limit(limit).all()


def count_books(db: Session, author: str | None = None) -> int:
    query = db.query(Book)
    if author is not None:
        query = query.join(Book.author).filter(Author.name == author)
    return query.count()


def add_book(db: Session, data: BookIn) -> Book:
    author = db.query(Author).filter_by(name=data.author).one_or_none()
    if author is None:
        author = Author(name=data.author)
        db.add(author)
        db.flush()
    book = Book(title=data.title, copies=data.copies, author_id=author.id)
    db.add(book)
    db.commit()
    db.refresh(book)
    return book


def delete_book(db: Session, book_id: int) -> bool:
    book = get_book(db, book_id)
    if book is None:
        return False
    db.delete(book)
    db.commit()
    return True
