# options: unsafe
# strategy: await, native
import os

import django
from django.conf import settings

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
database = {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.abspath("shop.db")}
settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.http import Http404
from django.shortcuts import get_object_or_404


class Author(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"


class Book(models.Model):
    title = models.CharField(max_length=80)
    pages = models.IntegerField(default=0)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")

    class Meta:
        app_label = "shop"
        ordering = ["title"]


with connection.schema_editor() as editor:
    editor.create_model(Author)
    editor.create_model(Book)


async def fill():
    author, made = Author.objects.get_or_create(name="Ann")
    other = Author(name="Bob")
    other.save()
    Book.objects.create(title="a", pages=10, author=author)
    Book.objects.bulk_create([Book(title=t, pages=20, author=other) for t in "cb"])
    book, _ = Book.objects.update_or_create(title="d", defaults={"pages": 5, "author": other})
    return made, book.title, Book.objects.count()


async def loops():
    found = Book.objects.filter(pages__gt=5)
    titles = []
    for book in found:
        titles.append(book.title)
    again = [len(book.title) for book in found]
    pages = {book.title: book.pages for book in Book.objects.exclude(title="a")}
    names = {book.author.name for book in Book.objects.select_related("author")}
    pairs = list(Book.objects.values_list("title", "pages"))
    total = sum(Book.objects.values_list("pages", flat=True))
    ordered = sorted(Author.objects.values_list("name", flat=True))
    two = []
    for book in Book.objects.all()[:2]:
        two.append(book.title)
    last = [book.title for book in Book.objects.order_by("-title")[1:]]
    return titles, again, pages, sorted(names), pairs, total, ordered, two, last


async def single(key):
    first, last = Book.objects.first(), Book.objects.last()
    found = Book.objects.filter(pk=key)
    if found.exists():
        found.update(title="z")
    most = Book.objects.aggregate(most=models.Max("pages"))
    by_key = Book.objects.in_bulk([1, 2])
    one = get_object_or_404(Book, pk=key)
    author = Author(name="Cyd")
    author.save(force_insert=True)
    author.name = "other"
    author.refresh_from_db()
    author.delete()
    removed = Book.objects.filter(title="z").delete()
    names = one.title, author.name, author.pk
    return first.title, last.title, most, sorted(by_key), names, removed, found.contains(last)


async def errors():
    found = []
    try:
        Book.objects.get(title="no such")
    except Book.DoesNotExist as error:
        found.append(str(error))
    try:
        Book.objects.get(pages__gt=0)
    except (ObjectDoesNotExist, Book.MultipleObjectsReturned) as error:
        found.append(type(error).__name__)
    try:
        get_object_or_404(Book, title="no such")
    except Http404:
        found.append("404")
    return found


async def main():
    return await fill(), await loops(), await single(1), await errors()
