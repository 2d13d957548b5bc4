"""Routes for members and loans."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from lending.crud import loans as crud
from lending.database import get_db
from lending.notices import notify
from lending.schemas import LoanIn, LoanOut, MemberIn, MemberOut

router = APIRouter(tags=["loans"])
Database = Annotated[Session, Depends(get_db)]


@router.post("/members", response_model=MemberOut, status_code=201)
async def add_member(data: MemberIn, db: Database):
    member = crud.add_member(db, data)
    await notify(member.email, f"welcome, {member.name}")
    return member


@router.post("/loans", status_code=201)
async def lend(data: LoanIn, db: Database) -> dict[str, int]:
    member = crud.get_member(db, data.member_id)
    if member is None:
        raise HTTPException(404, "no such member")
    try:
        loan = crud.lend(db, data)
    except crud.NotAvailable:
        raise HTTPException(409, "no copy is left") from None
    await notify(member.email, f"loan {loan.id} is due on {loan.due}")
    return {"id": loan.id}


@router.post("/loans/{loan_id}/return", status_code=204)
async def give_back(loan_id: int, db: Database) -> None:
    if not crud.give_back(db, loan_id):
        raise HTTPException(404, "no such loan")


@router.get("/loans/overdue")
async def overdue(today: date, db: Database) -> list[LoanOut]:
    return crud.overdue(db, today)


@router.get("/loans/busiest")
async def busiest(db: Database, limit: int = 3) -> list[tuple[str, int]]:
    return crud.busiest(db, limit)
