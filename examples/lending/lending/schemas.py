"""What clients send and get."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class BookIn(BaseModel):
    title: str
    author: str
    copies: int = 1


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    copies: int


class BookWithAuthor(BookOut):
    author: AuthorOut


class MemberIn(BaseModel):
    name: str
    email: str


class MemberOut(MemberIn):
    model_config = ConfigDict(from_attributes=True)

    id: int


class LoanIn(BaseModel):
    book_id: int
    member_id: int
    due: date


class LoanOut(BaseModel):
    id: int
    title: str
    member: str
    due: date
