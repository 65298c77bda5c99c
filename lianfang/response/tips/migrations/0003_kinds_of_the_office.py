from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tips", "0002_words")]

    operations = [
        migrations.AlterField(model_name="tip", name="kind", field=models.CharField(max_length=40)),
        migrations.AddField(model_name="tip", name="kind_labels", field=models.JSONField(default=dict)),
    ]
