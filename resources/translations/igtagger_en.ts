<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Announcements</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n failed.</source>
        <translation>
            <numerusform>%n failed.</numerusform>
            <numerusform>%n failed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>%n picture(s) are listed.</source>
        <translation>
            <numerusform>%n picture is listed.</numerusform>
            <numerusform>%n pictures are listed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/announcements.py"/>
        <source>Tagging is done: %n picture(s).</source>
        <translation>
            <numerusform>Tagging is done: %n picture.</numerusform>
            <numerusform>Tagging is done: %n pictures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>Put on all %n picture(s)</source>
        <translation>
            <numerusform>Put on this picture</numerusform>
            <numerusform>Put on all %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/chips.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CopyMarking</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Decide about %n copy(s)</source>
        <translation>
            <numerusform>Decide about %n copy</numerusform>
            <numerusform>Decide about %n copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/copy_marking.py"/>
        <source>Mark %n copy(s) as not wanted</source>
        <translation>
            <numerusform>Mark %n copy as not wanted</numerusform>
            <numerusform>Mark %n copies as not wanted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) could not be tagged</source>
        <translation>
            <numerusform>%n picture could not be tagged</numerusform>
            <numerusform>%n pictures could not be tagged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n picture(s) selected</source>
        <translation>
            <numerusform>%n picture selected</numerusform>
            <numerusform>%n pictures selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n tagged</source>
        <translation>
            <numerusform>%n tagged</numerusform>
            <numerusform>%n tagged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/details.py"/>
        <source>Retry %n failed</source>
        <translation>
            <numerusform>Retry %n failed</numerusform>
            <numerusform>Retry %n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoneBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n picture(s) moved to the trash.</source>
        <translation>
            <numerusform>%n picture moved to the trash.</numerusform>
            <numerusform>%n pictures moved to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>%n row(s) written to {name}.</source>
        <translation>
            <numerusform>%n row written to {name}.</numerusform>
            <numerusform>%n rows written to {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>, and into %n sidecar(s) beside others.</source>
        <translation>
            <numerusform>, and into %n sidecar beside others.</numerusform>
            <numerusform>, and into %n sidecars beside others.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags taken back in %n file(s).</source>
        <translation>
            <numerusform>Tags taken back in %n file.</numerusform>
            <numerusform>Tags taken back in %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s)</source>
        <translation>
            <numerusform>Tags written into %n picture</numerusform>
            <numerusform>Tags written into %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n picture(s).</source>
        <translation>
            <numerusform>Tags written into %n picture.</numerusform>
            <numerusform>Tags written into %n pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Tags written into %n sidecar(s) beside pictures.</source>
        <translation>
            <numerusform>Tags written into %n sidecar beside pictures.</numerusform>
            <numerusform>Tags written into %n sidecars beside pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/done_bar.py"/>
        <source>Written into the files of %n picture(s).</source>
        <translation>
            <numerusform>Written into the files of %n picture.</numerusform>
            <numerusform>Written into the files of %n pictures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DuplicatesDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) more not wanted</source>
        <translation>
            <numerusform>%n copy more not wanted</numerusform>
            <numerusform>%n copies more not wanted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n copy(s) moved to the trash.</source>
        <translation>
            <numerusform>%n copy moved to the trash.</numerusform>
            <numerusform>%n copies moved to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n group(s) of copies</source>
        <translation>
            <numerusform>%n group of copies</numerusform>
            <numerusform>%n groups of copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>%n picture(s) compared</source>
        <translation>
            <numerusform>%n picture compared</numerusform>
            <numerusform>%n pictures compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/duplicates_dialog.py"/>
        <source>Move %n to the &amp;trash…</source>
        <translation>
            <numerusform>Move %n to the &amp;trash…</numerusform>
            <numerusform>Move %n to the &amp;trash…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExampleDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/example_dialog.py"/>
        <source>What do the %n selected picture(s) show?</source>
        <translation>
            <numerusform>What does the selected picture show?</numerusform>
            <numerusform>What do the %n selected pictures show?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilePart</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_part.py"/>
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileWordList</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/file_word_list.py"/>
        <source>Add as own tag to %n picture(s)</source>
        <translation>
            <numerusform>Add as own tag to %n picture</numerusform>
            <numerusform>Add as own tag to %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/folder_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FoldersInView</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} could not be read.</source>
        <translation>
            <numerusform>%Ln new picture in {name} could not be read.</numerusform>
            <numerusform>%Ln new pictures in {name} could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/folders_in_view.py"/>
        <source>%Ln new picture(s) in {name} were tagged.</source>
        <translation>
            <numerusform>%Ln new picture in {name} was tagged.</numerusform>
            <numerusform>%Ln new pictures in {name} were tagged.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/group_view.py"/>
        <source>%n copy(s)</source>
        <translation>
            <numerusform>%n copy</numerusform>
            <numerusform>%n copies</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HiddenBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/hidden_bar.py"/>
        <source>%n picture(s) that you added are hidden by the search or a filter.</source>
        <translation>
            <numerusform>%n picture that you added is hidden by the search or a filter.</numerusform>
            <numerusform>%n pictures that you added are hidden by the search or a filter.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LackingBar</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/lacking_bar.py"/>
        <source>%n picture(s) cannot be compared yet.</source>
        <translation>
            <numerusform>%n picture cannot be compared yet.</numerusform>
            <numerusform>%n pictures cannot be compared yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LessonHeader</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n example</numerusform>
            <numerusform>%n examples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n more example(s) until it can be said by itself</source>
        <translation>
            <numerusform>%n more example until it can be said by itself</numerusform>
            <numerusform>%n more examples until it can be said by itself</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/lesson_header.py"/>
        <source>%n rejected</source>
        <translation>
            <numerusform>%n rejected</numerusform>
            <numerusform>%n rejected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/nothing_found.py"/>
        <source>The search and the filters above let none of the %n picture(s) through.</source>
        <translation>
            <numerusform>The search and the filters above do not let the %n picture through.</numerusform>
            <numerusform>The search and the filters above let none of the %n pictures through.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PassedOver</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n file(s) passed over</source>
        <translation>
            <numerusform>%n file passed over</numerusform>
            <numerusform>%n files passed over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n file or folder</numerusform>
            <numerusform>%n files and folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>%n hidden file(s) and folder(s) were left out.</source>
        <translation>
            <numerusform>%n hidden file or folder was left out.</numerusform>
            <numerusform>%n hidden files and folders were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>In {folder} %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>In {folder} %n file is not a picture by its ending.</numerusform>
            <numerusform>In {folder} %n files are not pictures by their ending.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>No picture was found in {folder}: %n file(s) are not pictures by their ending.</source>
        <translation>
            <numerusform>No picture was found in {folder}: %n file is not a picture by its ending.</numerusform>
            <numerusform>No picture was found in {folder}: %n files are not pictures by their ending.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/runs/passed_over.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/jobs/problems_panel.py"/>
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Reviews</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Add “{tag}” to %n picture(s)</source>
        <translation>
            <numerusform>Add “{tag}” to %n picture</numerusform>
            <numerusform>Add “{tag}” to %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear decisions on %n picture(s)</source>
        <translation>
            <numerusform>Clear decisions on %n picture</numerusform>
            <numerusform>Clear decisions on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Clear “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Clear “{label}” on %n picture</numerusform>
            <numerusform>Clear “{label}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the best label of %n picture(s)</source>
        <translation>
            <numerusform>Confirm the best label of %n picture</numerusform>
            <numerusform>Confirm the best label of %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm the labels of %n picture(s)</source>
        <translation>
            <numerusform>Confirm the labels of %n picture</numerusform>
            <numerusform>Confirm the labels of %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Confirm “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Confirm “{label}” on %n picture</numerusform>
            <numerusform>Confirm “{label}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Go through “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Go through “{label}” on %n picture</numerusform>
            <numerusform>Go through “{label}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject the labels of %n picture(s)</source>
        <translation>
            <numerusform>Reject the labels of %n picture</numerusform>
            <numerusform>Reject the labels of %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Reject “{label}” on %n picture(s)</source>
        <translation>
            <numerusform>Reject “{label}” on %n picture</numerusform>
            <numerusform>Reject “{label}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Remove “{tag}” from %n picture(s)</source>
        <translation>
            <numerusform>Remove “{tag}” from %n picture</numerusform>
            <numerusform>Remove “{tag}” from %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/review_history.py"/>
        <source>Rename “{old}” to “{new}” on %n picture(s)</source>
        <translation>
            <numerusform>Rename “{old}” to “{new}” on %n picture</numerusform>
            <numerusform>Rename “{old}” to “{new}” on %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SavedModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sidebar/saved_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>Enter confirms “{name}” on %n picture(s)</source>
        <translation>
            <numerusform>Enter confirms “{name}” on %n picture</numerusform>
            <numerusform>Enter confirms “{name}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>leaves %n that cannot be shown</source>
        <translation>
            <numerusform>leaves %n that cannot be shown</numerusform>
            <numerusform>leaves %n that cannot be shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>rejects it on %n marked one(s)</source>
        <translation>
            <numerusform>rejects it on %n marked one</numerusform>
            <numerusform>rejects it on %n marked ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/sheet/sheet_dialog.py"/>
        <source>waits for %n that is not shown yet</source>
        <translation>
            <numerusform>waits for %n that is not shown yet</numerusform>
            <numerusform>waits for %n that are not shown yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SimilarPage</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/alike/similar_page.py"/>
        <source>%n picture(s), the most alike first</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures, the most alike first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/status_line.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagForm</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>%n of them have several of these tags, and have one then.</source>
        <translation>
            <numerusform>One of them has several of these tags, and has one then.</numerusform>
            <numerusform>%n of them have several of these tags, and have one then.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Changes %n picture(s).</source>
        <translation>
            <numerusform>Changes 1 picture.</numerusform>
            <numerusform>Changes %n pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_form.py"/>
        <source>Files of %n picture(s) hold the old tag.</source>
        <translation>
            <numerusform>Files of 1 picture hold the old tag.</numerusform>
            <numerusform>Files of %n pictures hold the old tag.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagList</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Confirm on %n picture(s)</source>
        <translation>
            <numerusform>Confirm on %n picture</numerusform>
            <numerusform>Confirm on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Reject on %n picture(s)</source>
        <translation>
            <numerusform>Reject on %n picture</numerusform>
            <numerusform>Reject on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_list.py"/>
        <source>Remove from %n picture(s)</source>
        <translation>
            <numerusform>Remove from %n picture</numerusform>
            <numerusform>Remove from %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagManagerDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/dialogs/tag_manager_dialog.py"/>
        <source>Files of %n picture(s) still hold the old tag. Take what was written out of them, then write the tags anew.</source>
        <translation>
            <numerusform>Files of 1 picture still hold the old tag. Take what was written out of them, then write the tags anew.</numerusform>
            <numerusform>Files of %n pictures still hold the old tag. Take what was written out of them, then write the tags anew.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagModel</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>confirmed on %n picture(s)</source>
        <translation>
            <numerusform>confirmed on %n picture</numerusform>
            <numerusform>confirmed on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_model.py"/>
        <source>said by itself on %n picture(s)</source>
        <translation>
            <numerusform>said by itself on %n picture</numerusform>
            <numerusform>said by itself on %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagWords</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Delete “{tags}” from %n picture(s)</source>
        <translation>
            <numerusform>Delete “{tags}” from 1 picture</numerusform>
            <numerusform>Delete “{tags}” from %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Merge “{tags}” into “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>Merge “{tags}” into “{value}” on 1 picture</numerusform>
            <numerusform>Merge “{tags}” into “{value}” on %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tags/tag_words.py"/>
        <source>Rename “{tags}” to “{value}” on %n picture(s)</source>
        <translation>
            <numerusform>Rename “{tags}” to “{value}” on 1 picture</numerusform>
            <numerusform>Rename “{tags}” to “{value}” on %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TagWriting</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n file(s) still have their tags.</source>
        <translation>
            <numerusform>%n file still has its tags.</numerusform>
            <numerusform>%n files still have their tags.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) did not get their tags.</source>
        <translation>
            <numerusform>%n picture did not get its tags.</numerusform>
            <numerusform>%n pictures did not get their tags.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/tag_writing.py"/>
        <source>%n picture(s) got neither stars nor colour.</source>
        <translation>
            <numerusform>%n picture got neither stars nor colour.</numerusform>
            <numerusform>%n pictures got neither stars nor colour.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TakingBackDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n file(s) would lose tags</source>
        <translation>
            <numerusform>%n file would lose tags</numerusform>
            <numerusform>%n files would lose tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/taking_back_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>%n tag in all</numerusform>
            <numerusform>%n tags in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaughtDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were taken in: {names}.</source>
        <translation>
            <numerusform>%n tag was taken in: {names}.</numerusform>
            <numerusform>%n tags were taken in: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>%n tag(s) were written to {file}.</source>
        <translation>
            <numerusform>%n tag was written to {file}.</numerusform>
            <numerusform>%n tags were written to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>Forget what was taught of %n tag(s)?</source>
        <translation>
            <numerusform>Forget what was taught of %n tag?</numerusform>
            <numerusform>Forget what was taught of %n tags?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/tag_lessons/taught_dialog.py"/>
        <source>What was taught of %n tag(s) is forgotten.</source>
        <translation>
            <numerusform>What was taught of %n tag is forgotten.</numerusform>
            <numerusform>What was taught of %n tags is forgotten.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashQuestion</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>%n sidecar(s) (.xmp) will go with them.</source>
        <translation>
            <numerusform>%n sidecar (.xmp) will go with them.</numerusform>
            <numerusform>%n sidecars (.xmp) will go with them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>Move %n picture(s) to the trash?</source>
        <translation>
            <numerusform>Move %n picture to the trash?</numerusform>
            <numerusform>Move %n pictures to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_question.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trashing</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>%n file(s) could not be moved to the trash.</source>
        <translation>
            <numerusform>%n file could not be moved to the trash.</numerusform>
            <numerusform>%n files could not be moved to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/picture_files/trash_jobs.py"/>
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingOffer</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/watching/waiting_offer.py"/>
        <source>%Ln picture(s) wait for this model.</source>
        <translation>
            <numerusform>%Ln picture waits for this model.</numerusform>
            <numerusform>%Ln pictures wait for this model.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n picture(s) would get tags</source>
        <translation>
            <numerusform>%n picture would get tags</numerusform>
            <numerusform>%n pictures would get tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../igtagger/gui/file_writing/write_dialog.py"/>
        <source>%n tag(s) in all</source>
        <translation>
            <numerusform>%n tag in all</numerusform>
            <numerusform>%n tags in all</numerusform>
        </translation>
    </message>
</context>
</TS>
