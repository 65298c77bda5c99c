from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_positions")]

    operations = [
        migrations.AlterField(
            model_name="compound",
            name="kind",
            field=models.CharField(
                choices=[
                    ("old_house", "Old garden house"),
                    ("lane", "Lane houses and single houses"),
                    ("old_estate", "Old public housing"),
                    ("commodity", "Commodity housing"),
                    ("serviced", "Serviced flats"),
                    ("other", "Other housing"),
                ],
                default="other",
                max_length=12,
            ),
        ),
    ]
