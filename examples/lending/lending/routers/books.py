"""Routes for books."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from lending.crud import books as crud
from lending.database import get_db
from lending.models import Book
from lending.schemas import BookIn, BookOut, BookWithAuthor

router = APIRouter(prefix="/books", tags=["books"])
Database = Annotated[Session, Depends(get_db)]


async def wanted_book(book_id: int, db: Database) -> Book:
    book = crud.get_book(db, book_id)
    if book is None:
        raise HTTPException(404, "no such book")
    return book


@router.get("", response_model=list[BookOut])
async def list_books(db: Database, skip: int = 0, limit: int = 20):
    return crud.list_books(db, skip, limit)


@router.get("/count")
async def count_books(db: Database, author: str | None = None) -> dict[str, int]:
    return {"books": crud.count_books(db, author)}


@router.post("", response_model=BookOut, status_code=201)
async def add_book(data: BookIn, db: Database):
    return crud.add_book(db, data)


@router.get("/{book_id}", response_model=BookOut)
async def read_book(book: Annotated[Book, Depends(wanted_book)]):
    return book


@router.get("/{book_id}/full", response_model=BookWithAuthor)
async def read_whole_book(book_id: int, db: Session = Depends(get_db)):
    book = crud.get_book_with_author(db, book_id)
    if book is None:
        raise HTTPException(status_code=404, detail="no such book")
    return book


@router.delete("/{book_id}", status_code=204)
async def delete_book(book_id: int, db: Session = Depends(get_db)) -> None:
    if not crud.delete_book(db, book_id):
        raise HTTPException(status_code=404, detail="no such book")
