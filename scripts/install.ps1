# Installs a released hindsite on Windows: downloads the archive, checks its SHA-256, unpacks the program.
#
#   HINDSITE_BASE_URL  where the archives of one version are [default: the release of this script]
#   HINDSITE_BIN_DIR   where the program goes [default: %LOCALAPPDATA%\hindsite]
$ErrorActionPreference = 'Stop'

# The release workflow fills these in. Without them, HINDSITE_BASE_URL has to be set.
$Repository = ''
$Version = ''

$base = $env:HINDSITE_BASE_URL
if (-not $base) {
  if (-not $Repository) { throw 'no release is known; hint: set HINDSITE_BASE_URL to the folder with the archives' }
  $base = "$Repository/releases/download/v$Version"
}
$folder = $env:HINDSITE_BIN_DIR
if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'hindsite' }

$name = 'hindsite-x86_64-pc-windows-msvc'
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory $work | Out-Null
try {
  $archive = Join-Path $work "$name.zip"
  Invoke-WebRequest -UseBasicParsing "$base/$name.zip" -OutFile $archive
  Invoke-WebRequest -UseBasicParsing "$base/$name.zip.sha256" -OutFile "$archive.sha256"
  $expected = ((Get-Content "$archive.sha256" -First 1) -split '\s+')[0]
  $actual = (Get-FileHash -Algorithm SHA256 $archive).Hash
  if ($actual -ne $expected) { throw "the checksum of $name.zip is wrong: it is damaged, or not what was released" }
  Expand-Archive $archive -DestinationPath $work
  New-Item -ItemType Directory -Force $folder | Out-Null
  Copy-Item (Join-Path $work "$name\hindsite.exe") $folder -Force
} finally {
  Remove-Item -Recurse -Force $work
}
Write-Host "Installed $(& (Join-Path $folder 'hindsite.exe') --version) in $folder"
if (($env:PATH -split ';') -notcontains $folder) { Write-Host "hint: add $folder to PATH" }
