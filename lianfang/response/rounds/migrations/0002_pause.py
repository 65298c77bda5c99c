from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rounds", "0001_initial")]

    operations = [
        migrations.AddField("campaign", "paused_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("campaign", "paused_by_name", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
    ]
