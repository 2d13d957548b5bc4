from itertools import count

from fastapi.testclient import TestClient
from lending.notices import sent

numbers = count(1)


def add_member(client: TestClient, name: str) -> int:
    data = {"name": name, "email": f"{name}{next(numbers)}@example.org"}
    answer = client.post("/members", json=data)
    assert answer.status_code == 201
    assert answer.json() == {"id": answer.json()["id"], **data}
    return answer.json()["id"]


def add_book(client: TestClient, title: str, copies: int = 1) -> int:
    data = {"title": title, "author": "Woolf", "copies": copies}
    return client.post("/books", json=data).json()["id"]


def borrow(client: TestClient, book: int, member: int, due: str = "2030-01-01"):
    return client.post("/loans", json={"book_id": book, "member_id": member, "due": due})


def test_a_new_member_is_greeted(client: TestClient) -> None:
    add_member(client, "ann")
    assert sent[-1].endswith("welcome, ann")


def test_a_book_is_lent_until_no_copy_is_left(client: TestClient) -> None:
    member, book = add_member(client, "bob"), add_book(client, "Orlando", copies=2)
    loans = [borrow(client, book, member) for _ in range(3)]
    assert [loan.status_code for loan in loans] == [201, 201, 409]
    assert sent[-1].endswith(f"loan {loans[1].json()['id']} is due on 2030-01-01")
    assert client.post(f"/loans/{loans[0].json()['id']}/return").status_code == 204
    assert borrow(client, book, member).status_code == 201


def test_who_is_not_a_member_gets_nothing(client: TestClient) -> None:
    assert borrow(client, add_book(client, "Flush"), 10_000).status_code == 404
    assert borrow(client, 10_000, add_member(client, "cid")).status_code == 409
    assert client.post("/loans/10000/return").status_code == 404


def test_overdue_loans_name_the_book_and_the_member(client: TestClient) -> None:
    member, book = add_member(client, "dora"), add_book(client, "The Waves")
    loan = borrow(client, book, member, due="2020-01-01").json()["id"]
    expected = {"id": loan, "title": "The Waves", "member": "dora", "due": "2020-01-01"}
    assert client.get("/loans/overdue?today=2020-01-02").json() == [expected]
    client.post(f"/loans/{loan}/return")
    assert client.get("/loans/overdue?today=2020-01-02").json() == []


def test_the_busiest_books(client: TestClient) -> None:
    member, book = add_member(client, "eve"), add_book(client, "The Years", copies=9)
    for _ in range(9):
        borrow(client, book, member)
    assert client.get("/loans/busiest?limit=1").json() == [["The Years", 9]]
