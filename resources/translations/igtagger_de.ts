<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Chip</name>
    <message>
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Delete removes it</source>
        <translation>Entf entfernt ihn</translation>
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
        <source>confirmed</source>
        <translation>bestätigt</translation>
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
        <source>Confirm all</source>
        <translation>Alle bestätigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Confirm the labels above the minimum score</source>
        <translation>Die Labels über dem Mindestscore bestätigen</translation>
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
        <source>Lower the minimum score to see what the model is less sure of.</source>
        <translation>Senken Sie den Mindestscore, um zu sehen, was das Modell weniger sicher erkennt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Mend or replace the file, then try again. Your own tags are kept.</source>
        <translation>Reparieren oder ersetzen Sie die Datei und versuchen Sie es erneut. Ihre eigenen Tags bleiben erhalten.</translation>
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
        <source>%n row(s) written to {name}.</source>
        <translation>
            <numerusform>%n Zeile in {name} geschrieben.</numerusform>
            <numerusform>%n Zeilen in {name} geschrieben.</numerusform>
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
        <source>igtagger {version} is out.</source>
        <translation>igtagger {version} ist erschienen.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source> labels of a picture</source>
        <translation> Labels je Bild</translation>
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
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>&amp;Own and confirmed tags; rejected labels are left out</source>
        <translation>&amp;Eigene und bestätigte Tags; abgelehnte Labels fallen weg</translation>
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
        <source>For each &amp;label</source>
        <translation>Je &amp;Label</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>For each &amp;picture</source>
        <translation>Je &amp;Bild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>From the &amp;score</source>
        <translation>Ab dem &amp;Score</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Give the name of a file.</source>
        <translation>Geben Sie den Namen einer Datei an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>One row</source>
        <translation>Eine Zeile</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Pictures that failed are in the table too, with their reason.</source>
        <translation>Auch fehlgeschlagene Bilder stehen in der Tabelle, mit dem Grund.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>Tables ({endings});;All files (*)</source>
        <translation>Tabellen ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>The file is there already and will be replaced.</source>
        <translation>Die Datei gibt es schon; sie wird ersetzt.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>The first rows</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>There can be no file of that name.</source>
        <translation>Eine Datei kann nicht so heißen.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>There is nothing to export.</source>
        <translation>Es gibt nichts zu exportieren.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>This is a folder. Give the name of a file in it.</source>
        <translation>Das ist ein Ordner. Geben Sie den Namen einer Datei darin an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>This is a picture. Give another name.</source>
        <translation>Das ist ein Bild. Geben Sie einen anderen Namen an.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/export_dialog.py"/>
        <source>tags</source>
        <translation>Tags</translation>
    </message>
</context>
<context>
    <name>ExportFormat</name>
    <message>
        <location filename="../../igtagger/export/csv_table.py"/>
        <source>CSV, for spreadsheets</source>
        <translation>CSV, für Tabellenkalkulationen</translation>
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
        <location filename="../../igtagger/export/terminal_text.py"/>
        <source>Text, for reading on a terminal</source>
        <translation>Text, zum Lesen im Terminal</translation>
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
        <source>The weights of the model are not on this computer.</source>
        <translation>Die Gewichte des Modells sind nicht auf diesem Computer.</translation>
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
        <source>Best score</source>
        <translation>Bester Score</translation>
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
        <source>Minimum best score</source>
        <translation>Mindestwert des besten Scores</translation>
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
        <source>Only pictures whose best label has at least this score</source>
        <translation>Nur Bilder, deren bestes Label mindestens diesen Score hat</translation>
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
        <source>Waiting</source>
        <translation>Wartend</translation>
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
    <name>GridView</name>
    <message>
        <location filename="../../igtagger/gui/views/grid.py"/>
        <source>Pictures</source>
        <translation>Bilder</translation>
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
        <source>Pictures ({endings})</source>
        <translation>Bilder ({endings})</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Save it to a file and drop that.</source>
        <translation>Speichern Sie es als Datei und legen Sie diese hier ab.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>Save the picture to a file, and drop that.</source>
        <translation>Speichern Sie das Bild als Datei und legen Sie diese hier ab.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>The picture could not be kept as {path}: {reason}.</source>
        <translation>Das Bild konnte nicht als {path} gespeichert werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>There is no picture in what was dropped or pasted.</source>
        <translation>In dem, was abgelegt oder eingefügt wurde, ist kein Bild.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/intake.py"/>
        <source>it could not be written</source>
        <translation>es konnte nicht geschrieben werden</translation>
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
        <source>Link to the text of the licence</source>
        <translation>Link zum Text der Lizenz</translation>
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
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>&amp;Recent folders</source>
        <translation>&amp;Zuletzt geöffnete Ordner</translation>
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
        <source>Copy &amp;labels as text</source>
        <translation>&amp;Labels als Text kopieren</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>La&amp;rger thumbnails</source>
        <translation>&amp;Größere Vorschaubilder</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>No folder yet</source>
        <translation>Noch kein Ordner</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Open the &amp;log file</source>
        <translation>&amp;Protokolldatei öffnen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Re&amp;ject the shown labels</source>
        <translation>Gezeigte Labels &amp;ablehnen</translation>
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
        <source>Show in &amp;folder</source>
        <translation>Im &amp;Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/actions.py"/>
        <source>Tag the selected pictures &amp;anew</source>
        <translation>Ausgewählte Bilder &amp;neu taggen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/main_window.py"/>
        <source>The language changes at the next start.</source>
        <translation>Die Sprache ändert sich beim nächsten Start.</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
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
        <source>Install it with: python -m pip install {package}</source>
        <translation>Zu installieren mit: python -m pip install {package}</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_card.py"/>
        <source>Licence</source>
        <translation>Lizenz</translation>
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
        <source>State</source>
        <translation>Zustand</translation>
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
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
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
    <name>ModelManagerDialog</name>
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
        <source>Folder of the weights</source>
        <translation>Ordner der Gewichte</translation>
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
        <source>Models take {used}. {free} are free on this disk.</source>
        <translation>Modelle belegen {used}. Auf diesem Datenträger sind {free} frei.</translation>
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
        <source>Results that were made with it stay. It can be downloaded again.</source>
        <translation>Ergebnisse, die damit entstanden sind, bleiben. Es kann wieder heruntergeladen werden.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Room on the disk</source>
        <translation>Platz auf dem Datenträger</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/model_windows/model_manager.py"/>
        <source>Take it</source>
        <translation>Übernehmen</translation>
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
        <source>What is in a photograph: 1000 things and animals.</source>
        <translation>Was auf einem Foto ist: 1000 Dinge und Tiere.</translation>
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
        <source>copying</source>
        <translation>kopiere</translation>
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
        <source>reading what has come before</source>
        <translation>lese, was schon da ist</translation>
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
        <source>{top1} with the first label, {top5} within the first five</source>
        <translation>{top1} mit dem ersten Label, {top5} unter den ersten fünf</translation>
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
        <source>Not confirmed any more (C)</source>
        <translation>Nicht mehr bestätigt (C)</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/ranked_view.py"/>
        <source>Not rejected any more (X)</source>
        <translation>Nicht mehr abgelehnt (X)</translation>
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
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>tagged</source>
        <translation>getaggt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/results/results_model.py"/>
        <source>waiting</source>
        <translation>wartet</translation>
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
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Let that program end, or close the window again to give them up.</source>
        <translation>Beenden Sie jenes Programm, oder schließen Sie das Fenster noch einmal, um sie aufzugeben.</translation>
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
        <source>Your last decisions are not kept yet: another program holds the library.</source>
        <translation>Ihre letzten Entscheidungen sind noch nicht gespeichert: Ein anderes Programm hält die Bibliothek fest.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>{verb}: {step}</source>
        <translation>{verb}: {step}</translation>
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
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/runs/run_bar.py"/>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
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
    <name>Session</name>
    <message>
        <location filename="../../igtagger/gui/runs/session.py"/>
        <source>The folder {folder} could not be read: {reason}.</source>
        <translation>Der Ordner {folder} konnte nicht gelesen werden: {reason}.</translation>
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
        <source>Language</source>
        <translation>Sprache</translation>
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
        <source>Reading pictures</source>
        <translation>Bilder lesen</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/dialogs/settings_dialog.py"/>
        <source>Save</source>
        <translation>Speichern</translation>
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
        <source>Use the usual data folder</source>
        <translation>Den üblichen Datenordner verwenden</translation>
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
    <name>ShownControls</name>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>&amp;Most labels</source>
        <translation>&amp;Höchstzahl</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>At most so many labels of a picture are shown</source>
        <translation>Höchstens so viele Labels eines Bildes werden gezeigt</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Labels below this score are not shown; confirmed ones always are</source>
        <translation>Labels unter diesem Score werden nicht gezeigt; bestätigte immer</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>M&amp;inimum score</source>
        <translation>M&amp;indestscore</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Maximum number of labels</source>
        <translation>Höchstzahl der Labels</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/tags/filter_bar.py"/>
        <source>Minimum score</source>
        <translation>Mindestscore</translation>
    </message>
</context>
<context>
    <name>SingleInstance</name>
    <message>
        <location filename="../../igtagger/gui/single_instance.py"/>
        <source>Wait until it does or end it, then try again.</source>
        <translation>Warten Sie, bis es antwortet, oder beenden Sie es; dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/single_instance.py"/>
        <source>igtagger is open, but does not answer.</source>
        <translation>igtagger ist geöffnet, antwortet aber nicht.</translation>
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
    <name>TagList</name>
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
        <source>The tags of your pictures appear here.</source>
        <translation>Die Tags Ihrer Bilder erscheinen hier.</translation>
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
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <location filename="../../igtagger/gui/views/tiles.py"/>
        <source>waiting</source>
        <translation>wartet</translation>
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
        <source>Size of the thumbnails</source>
        <translation>Größe der Vorschaubilder</translation>
    </message>
</context>
<context>
    <name>_DropZone</name>
    <message>
        <location filename="../../igtagger/gui/start_page.py"/>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
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
        <source>The built-in model is ready: it tells kinds of pictures apart, such as photographs, screenshots, documents and charts.

Four larger ones name a thousand things and animals. They are downloaded once (356 MB to 3.3 GB) and are for non-commercial use.</source>
        <translation>Das eingebaute Modell ist bereit: Es unterscheidet Arten von Bildern wie Fotos, Bildschirmfotos, Dokumente und Diagramme.

Vier größere benennen tausend Dinge und Tiere. Sie werden einmal heruntergeladen (356 MB bis 3,3 GB) und sind für nicht kommerzielle Nutzung.</translation>
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
</context>
<context>
    <name>_SuggestionDelegate</name>
    <message>
        <location filename="../../igtagger/gui/tags/own_tag_field.py"/>
        <source>own tag</source>
        <translation>eigener Tag</translation>
    </message>
</context>
</TS>
