from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observation', '0006_seen_daily'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reading',
            name='one_reading_a_client_id',
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('subdistrict', 'episode', 'client_id'), name='a_retry_counts_once'),
        ),
    ]
