from fastapi.testclient import TestClient


def add(client: TestClient, title: str, author: str) -> int:
    answer = client.post("/books", json={"title": title, "author": author})
    assert answer.status_code == 201
    return answer.json()["id"]


def test_a_book_is_added_with_its_author(client: TestClient) -> None:
    book = add(client, "Emma", "Austen")
    assert client.get(f"/books/{book}").json() == {"id": book, "title": "Emma", "copies": 1}
    assert client.get(f"/books/{book}/full").json()["author"]["name"] == "Austen"


def test_two_books_share_an_author(client: TestClient) -> None:
    first, second = add(client, "Dubliners", "Joyce"), add(client, "Ulysses", "Joyce")
    authors = [client.get(f"/books/{book}/full").json()["author"] for book in (first, second)]
    assert authors[0] == authors[1]
    assert client.get("/books/count", params={"author": "Joyce"}).json() == {"books": 2}


def test_books_come_by_title_and_page(client: TestClient) -> None:
    for title in ("Aaa", "Aab", "Aac"):
        add(client, title, "Someone")
    titles = [book["title"] for book in client.get("/books?limit=2&skip=1").json()]
    assert titles == ["Aab", "Aac"]


def test_a_deleted_book_is_gone(client: TestClient) -> None:
    book = add(client, "Zzz", "Nobody")
    assert client.delete(f"/books/{book}").status_code == 204
    assert client.get(f"/books/{book}").status_code == 404
    assert client.get(f"/books/{book}/full").status_code == 404
    assert client.delete(f"/books/{book}").status_code == 404


def test_all_books_are_counted(client: TestClient) -> None:
    before = client.get("/books/count").json()["books"]
    add(client, "One more", "Nobody")
    assert client.get("/books/count").json()["books"] == before + 1
