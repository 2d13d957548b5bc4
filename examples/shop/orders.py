"""Routes for users and their orders."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from shop.db import Order, Product, User, get_db
from shop.security import check_password, hash_password, new_salt
from shop.services import audit, print_label, read_audit

router = APIRouter()
Database = Annotated[Session, Depends(get_db)]


@router.post("/users", status_code=201)
async def register(name: str, password: str, db: Database) -> dict[str, str]:
    db.add(User(name=name, password=await hash_password(password, new_salt())))
    db.commit()
    audit("registered", user=name)
    return {"name": name}


@router.post("/login")
async def login(name: str, password: str, db: Database) -> dict[str, bool]:
    user = db.get(User, name)
    if user is None or not await check_password(password, user.password):
        time.sleep(0.2)  # slows down whoever tries passwords
        raise HTTPException(401, "wrong name or password")
    return {"ok": True}


@router.post("/orders", status_code=201)
async def order(user: str, sku: str, amount: int, db: Database) -> dict[str, object]:
    product = db.get(Product, sku)
    if product is None or product.stock < amount:
        raise HTTPException(409, f"not enough of {sku}")
    product.stock -= amount
    placed = Order(user=user, sku=sku, amount=amount)
    db.add(placed)
    db.commit()
    await audit("ordered", user=user, sku=sku)
    return {"id": placed.id, "label": await print_label(placed.id, sku)}


@router.get("/audit/{event}")
async def audited(event: str) -> list[dict[str, object]]:
    return await read_audit(event)
