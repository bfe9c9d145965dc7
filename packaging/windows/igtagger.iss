; Inno Setup's recipe. packaging/build.py gives Version, Source (the app's folder) and Icon.
; To sign: /DSigned=1 and a sign tool named "igtagger", as Inno Setup's manual tells (/Sigtagger=...).

[Setup]
AppId={{6D0A3C5B-7E0E-4B2C-9C36-5B1B6C2F8E41}
AppName=igtagger
AppVersion={#Version}
AppPublisher=The igtagger developers
AppPublisherURL=https://github.com/igtagger/igtagger
DefaultDirName={autopf}\igtagger
DefaultGroupName=igtagger
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible or arm64
ArchitecturesInstallIn64BitMode=x64compatible or arm64
MinVersion=10.0.17763
LicenseFile={#Source}\LICENSE.txt
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\igtagger.exe
Compression=lzma2/normal
SolidCompression=yes
LZMANumBlockThreads=4
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
#ifdef Signed
SignTool=igtagger
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"
Name: "fr"; MessagesFile: "compiler:Languages\French.isl"

[Tasks]
Name: "openwith"; Description: "{cm:OpenWith}"
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[CustomMessages]
en.OpenWith=Offer igtagger in "Open with" for pictures and folders
de.OpenWith=igtagger unter "Öffnen mit" für Bilder und Ordner anbieten

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; What an earlier version left must not be loaded by this one.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\igtagger"; Filename: "{app}\igtagger.exe"
Name: "{autodesktop}\igtagger"; Filename: "{app}\igtagger.exe"; Tasks: desktop

[Registry]
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "igtagger"; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\shell\open\command"; ValueType: string; ValueData: """{app}\igtagger.exe"" ""%1"""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".jpeg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".webp"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".gif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".tiff"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".bmp"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".heic"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".avif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".jxl"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\igtagger.exe\SupportedTypes"; ValueType: string; ValueName: ".dng"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Directory\shell\igtagger"; ValueType: string; ValueData: "igtagger"; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Directory\shell\igtagger"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\igtagger.exe"; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Directory\shell\igtagger\command"; ValueType: string; ValueData: """{app}\igtagger.exe"" ""%1"""; Tasks: openwith

[Run]
Filename: "{app}\igtagger.exe"; Description: "{cm:LaunchProgram,igtagger}"; Flags: nowait postinstall skipifsilent
