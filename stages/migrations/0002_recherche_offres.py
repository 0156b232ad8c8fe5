import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stages.services.cellules import cellule
from stages.services.cles import bit_niveau

LOT = 2_000


def remplir(apps, schema_editor):
    """What the indexer writes with each offer, for those that are there already."""
    OffreStage = apps.get_model("stages", "OffreStage")
    MotDOffre = apps.get_model("stages", "MotDOffre")
    MotConnu = apps.get_model("stages", "MotConnu")
    offres = OffreStage.objects.order_by("pk")
    dernier = 0
    while lot := list(offres.filter(pk__gt=dernier).select_related("commune").prefetch_related("metiers", "niveaux")[:LOT]):
        dernier = lot[-1].pk
        _remplir_un_lot(apps, lot)
    lus = MotDOffre.objects.order_by("mot").values_list("mot", flat=True).distinct()
    MotConnu.objects.bulk_create([MotConnu(mot=mot) for mot in lus.iterator()], batch_size=LOT)


def _remplir_un_lot(apps, lot):
    for offre in lot:
        offre.cellule = cellule(offre.latitude, offre.longitude)
        offre.niveaux_bits = sum(bit_niveau(niveau.niveau) for niveau in offre.niveaux.all())
    pks = [offre.pk for offre in lot]
    apps.get_model("stages", "OffreStage").objects.bulk_update(lot, ["cellule", "niveaux_bits"], batch_size=500)
    de_l_offre = apps.get_model("stages", "OffreStage").objects.filter(pk=models.OuterRef("offre"))
    apps.get_model("stages", "SemaineDOffre").objects.filter(offre__in=pks).update(
        cellule=models.Subquery(de_l_offre.values("cellule")),
        niveaux_bits=models.Subquery(de_l_offre.values("niveaux_bits")),
    )
    apps.get_model("stages", "MotDOffre").objects.filter(offre__in=pks).update(
        cellule=models.Subquery(de_l_offre.values("cellule")),
        publiee_le=models.Subquery(de_l_offre.values("publiee_le")),
    )
    MetierDOffre = apps.get_model("stages", "MetierDOffre")
    MetierDOffre.objects.bulk_create(
        MetierDOffre(
            offre_id=offre.pk,
            metier_id=metier.pk,
            departement_id=offre.commune.departement_id,
            publiee_le=offre.publiee_le,
            cellule=offre.cellule,
        )
        for offre in lot
        if offre.etat == "publiee"
        for metier in offre.metiers.all()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('metiers', '0005_chiffres_du_marche'),
        ('stages', '0001_socle'),
        ('territoires', '0004_calendrier_scolaire'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MetierDOffre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publiee_le', models.DateTimeField(null=True)),
                ('cellule', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': "métier d'une offre visible",
                'verbose_name_plural': 'métiers des offres visibles',
            },
        ),
        migrations.CreateModel(
            name='MotConnu',
            fields=[
                ('mot', models.CharField(max_length=32, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'mot connu des offres',
                'verbose_name_plural': 'mots connus des offres',
            },
        ),
        migrations.RemoveIndex(
            model_name='motdoffre',
            name='mot_d_offre_mot',
        ),
        migrations.AddField(
            model_name='motdoffre',
            name='cellule',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='motdoffre',
            name='publiee_le',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='offrestage',
            name='cellule',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='case de la carte'),
        ),
        migrations.AddField(
            model_name='semainedoffre',
            name='cellule',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='case de la carte'),
        ),
        migrations.AddField(
            model_name='offrestage',
            name='niveaux_bits',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='niveaux, en bits'),
        ),
        migrations.AddField(
            model_name='semainedoffre',
            name='niveaux_bits',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='niveaux, en bits'),
        ),
        migrations.AddIndex(
            model_name='motdoffre',
            index=models.Index(fields=['mot', 'publiee_le', 'offre', 'cellule'], name='mot_d_offre_recents'),
        ),
        migrations.AddIndex(
            model_name='offrestage',
            index=models.Index(condition=models.Q(('etat', 'publiee')), fields=['section', 'cellule', 'publiee_le', 'id', 'niveaux_bits', 'debut', 'fin'], name='offre_stage_cellule'),
        ),
        migrations.AddIndex(
            model_name='semainedoffre',
            index=models.Index(condition=models.Q(('capacite__gt', models.F('places_prises'))), fields=['lundi', 'cellule', 'offre', 'niveaux_bits'], name='semaine_d_offre_ouverte'),
        ),
        migrations.AddField(
            model_name='metierdoffre',
            name='departement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='territoires.departement'),
        ),
        migrations.AddField(
            model_name='metierdoffre',
            name='metier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='metiers.metier'),
        ),
        migrations.AddField(
            model_name='metierdoffre',
            name='offre',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='metiers_indexes', to='stages.offrestage'),
        ),
        migrations.AddIndex(
            model_name='metierdoffre',
            index=models.Index(fields=['metier', 'departement', 'publiee_le', 'offre', 'cellule'], name='metier_d_offre_recents'),
        ),
        migrations.AddConstraint(
            model_name='metierdoffre',
            constraint=models.UniqueConstraint(fields=('offre', 'metier'), name='metier_d_offre_unique'),
        ),
        migrations.RunPython(remplir, migrations.RunPython.noop, elidable=True),
    ]
