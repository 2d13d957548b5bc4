"""Routes for what is on sale."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.db import Product, get_db
from shop.services import SupplierDown, exchange_rate

router = APIRouter(prefix="/products")
Database = Annotated[Session, Depends(get_db)]


@router.get("")
async def list_products(db: Database) -> list[dict[str, object]]:
    products = db.execute(select(Product).order_by(Product.sku)).scalars()
    return [{"sku": p.sku, "name": p.name, "price": p.price} for p in products]


@router.post("", status_code=201)
async def add_product(sku: str, name: str, price: int, db: Session = Depends(get_db)):
    if db.get(Product, sku) is not None:
        raise HTTPException(409, f"{sku} exists")
    db.add(Product(sku=sku, name=name, price=price, stock=10))
    db.commit()
    return {"sku": sku}


@router.get("/forecast")
async def forecast(days: int) -> dict[str, float]:
    """What a product that sells a little better each day brings in."""
    total = 0.0
    for day in range(days):
        total += 10 * 1.01 ** (day % 365)
    return {"total": round(total, 2)}


@router.get("/rate/{currency}")
async def rate(currency: str) -> dict[str, float]:
    try:
        return {"rate": await exchange_rate(currency)}
    except SupplierDown:
        raise HTTPException(503, "no rates today") from None
