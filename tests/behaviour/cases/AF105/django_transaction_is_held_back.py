# held back: put it in a plain function, and await `sync_to_async` of that
import os

import django
from django.conf import settings

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
database = {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.abspath("shop.db")}
settings.configure(DATABASES={"default": database}, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.db import connection, models, transaction


class Book(models.Model):
    title = models.CharField(max_length=80)

    class Meta:
        app_label = "shop"


with connection.schema_editor() as editor:
    editor.create_model(Book)


async def main():
    with transaction.atomic():
        rows = Book.objects.all()[::2]
        titles = [book.title for book in rows]
    return titles
