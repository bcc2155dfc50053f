import django.core.validators
import notes.accent
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0011_picture_owners_and_covers"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="comments_close_on",
            field=models.DateField(
                blank=True,
                help_text="이날까지만 댓글을 받습니다. 비워 두면 시리즈나 사이트의 설정을 따릅니다.",
                null=True,
                verbose_name="댓글 마감일",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="feed_path",
            field=models.CharField(editable=False, max_length=300, null=True),
        ),
        migrations.AddField(
            model_name="series",
            name="close_comments_after_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="글을 공개하고 이만큼 지나면 댓글을 닫습니다. 비우면 사이트의 설정을 따르고, 0이면 닫지 않습니다.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(3650)],
                verbose_name="댓글을 받는 기간(일)",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="accent",
            field=models.CharField(
                blank=True,
                default="",
                max_length=7,
                validators=[notes.accent.check_colour],
                verbose_name="강조색",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="close_comments_after_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="글을 공개하고 이만큼 지나면 댓글을 닫습니다. 비우면 닫지 않습니다.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(3650)],
                verbose_name="댓글을 받는 기간(일)",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="hold_first_timers",
            field=models.BooleanField(
                default=True,
                help_text="승인된 댓글이 없는 사람의 댓글은 확인한 뒤에 공개합니다.",
                verbose_name="처음 온 사람의 댓글을 먼저 확인",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("feed_path__isnull", False)),
                fields=["feed_path"],
                name="note_known_to_feeds",
            ),
        ),
    ]
