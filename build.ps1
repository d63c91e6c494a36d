#!/usr/bin/env pwsh
<#
.SYNOPSIS
    The one door: builds, tests, demonstrates, measures, packs and installs Persist.
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Bench -Rest '--quick'
.EXAMPLE
    ./build.ps1 -Task Soak -Rest '--minutes', 30
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Soak', 'Mutants', 'Pack', 'Install')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Passed on to the demo, the benchmarks, the simulator or the mutants.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root out Persist
$feed = Join-Path $root artifacts feed

# What SQLite's native library is shipped for; each has a PowerShell 7.4.
$platforms = 'win-x64', 'win-arm64', 'win-x86', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-x64', 'osx-arm64'

# A process of its own: a module's assemblies stay loaded, and the next build has to replace them. As a .NET tool,
# PowerShell is a library that the dotnet host runs.
function Invoke-FreshShell {
    if ((Get-Process -Id $PID).ProcessName -eq 'dotnet') { & dotnet (Join-Path $PSHOME pwsh.dll) -NoProfile @args }
    else { & (Get-Process -Id $PID).Path -NoProfile @args }
}

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

# Pester is on most machines that test modules; where it is not, it is kept beside the build's other products.
function Get-Pester {
    $wanted = { $_.Version -ge [version]'5.5' -and $_.Version.Major -eq 5 }
    $found = Get-Module Pester -ListAvailable | Where-Object $wanted | Select-Object -First 1
    if ($found) { return $found.Path }
    $packages = Join-Path $root artifacts packages
    Invoke-DotNet restore (Join-Path $root tests Persist.PowerShell.Tests Pester.csproj) --packages $packages -v quiet | Out-Host
    (Get-ChildItem (Join-Path $packages pester * tools Pester.psd1)).FullName
}

# What the changelog says of the version, or of what is not released yet: its summary, where it has one above the list.
function Get-ReleaseNote([string] $Version) {
    $sections = (Get-Content (Join-Path $root CHANGELOG.md) -Raw) -split '(?m)^## ' | Select-Object -Skip 1
    $section = @($sections | Where-Object { $_.StartsWith("[$Version]") }) + @($sections) | Select-Object -First 1
    $text = ($section -split '\n', 2)[1]
    $summary = ($text -split '(?m)^### ', 2)[0].Trim()
    $summary ? $summary : $text.Trim()
}

# Where the sources are on the web: the clone's origin, if that is an address for browsers.
function Get-ProjectUri {
    if (-not (Get-Command git -CommandType Application -ErrorAction Ignore)) { return }
    $origin = "$(& git -C $root remote get-url origin 2> $null)"
    if ($origin -match '^https://') { $origin -replace '(?<=^https://)[^/@]*@' -replace '\.git$' }
}

function Build-Module {
    if (Test-Path $module) { Remove-Item $module -Recurse -Force }
    $dependencies = Join-Path $module Dependencies
    Invoke-DotNet build (Join-Path $root Persist.PowerShell) -c $Configuration -nologo -v quiet
    Invoke-DotNet publish (Join-Path $root Persist.Engine) -c $Configuration -nologo -v quiet -o $dependencies
    Get-ChildItem (Join-Path $dependencies runtimes) -Directory | Where-Object Name -NotIn $platforms | Remove-Item -Recurse
    Get-ChildItem $dependencies -Include *.pdb, *.xml -Recurse | Remove-Item

    Copy-Item (Join-Path $root Persist.PowerShell bin $Configuration net8.0 Persist.PowerShell.dll) $module
    Copy-Item (Join-Path $root Persist.PowerShell Views Persist.format.ps1xml) $module
    Copy-Item (Join-Path $root LICENSE), (Join-Path $root README.md), (Join-Path $root CHANGELOG.md) $module
    # Messages and help refer to the pages. What has to be compiled stays behind.
    foreach ($folder in 'docs', 'samples') {
        $copy = New-Item (Join-Path $module $folder) -ItemType Directory
        Get-ChildItem (Join-Path $root $folder) -Exclude Persist.Help, Inventory | Copy-Item -Destination $copy -Recurse
    }
    Invoke-DotNet run --project (Join-Path $root docs Persist.Help) -c $Configuration -- build $root (Join-Path $module en-US)
    $version = ([xml](Get-Content (Join-Path $root Directory.Build.props) -Raw)).SelectSingleNode('//VersionPrefix').InnerText
    $manifest = Get-Content (Join-Path $root Persist.psd1) -Raw
    $manifest.Replace("ModuleVersion        = '0.0.0'", "ModuleVersion        = '$version'").
        Replace("'See CHANGELOG.md.'", "'$((Get-ReleaseNote $version).Replace("'", "''"))'").
        Replace("ProjectUri   = ''", "ProjectUri   = '$(Get-ProjectUri)'") |
        Set-Content (Join-Path $module Persist.psd1) -NoNewline
    Test-ModuleManifest (Join-Path $module Persist.psd1) | ForEach-Object { "Built $($_.Name) $($_.Version) in $module" }
}

# The module as Publish-PSResource would pack it, from what out/Persist has. The tags are what Find-PSResource looks for.
function New-ModulePackage {
    $manifest = Test-ModuleManifest (Join-Path $module Persist.psd1)
    $data = $manifest.PrivateData.PSData
    $commands = @($manifest.ExportedCmdlets.Keys | Sort-Object)
    $tags = @($data.Tags) + 'PSModule' + 'PSIncludes_Cmdlet' + $commands.ForEach({ "PSCmdlet_$_"; "PSCommand_$_" })
    $fields = [ordered]@{
        id = $manifest.Name; version = $manifest.Version; authors = $manifest.Author; copyright = $manifest.Copyright
        licenseUrl = $data.LicenseUri; projectUrl = $data['ProjectUri']; requireLicenseAcceptance = 'false'
        description = $manifest.Description; releaseNotes = $data.ReleaseNotes; tags = $tags -join ' '
    }
    $metadata = $fields.GetEnumerator() | Where-Object Value | ForEach-Object { "    <$($_.Key)>$([Security.SecurityElement]::Escape($_.Value))</$($_.Key)>" }
    $nuspec = Join-Path $root artifacts Persist.nuspec
    Set-Content $nuspec (@('<package>', '  <metadata>') + $metadata + '  </metadata>', '  <files><file src="**" /></files>', '</package>')
    # No library of a project, whose assemblies would have to lie under lib: no analysis of one.
    Invoke-DotNet pack (Join-Path $root Persist.PowerShell) -c $Configuration --no-build -nologo -v quiet -o $feed "-p:NuspecFile=$nuspec" "-p:NuspecBasePath=$module" '-p:NoPackageAnalysis=true'
}

function New-Package {
    if (Test-Path $feed) { Remove-Item $feed -Recurse -Force }
    New-Item $feed -ItemType Directory -Force | Out-Null
    New-ModulePackage
    $notes = Join-Path $root artifacts ReleaseNotes.txt
    Get-ReleaseNote (Test-ModuleManifest (Join-Path $module Persist.psd1)).Version | Set-Content $notes
    Invoke-DotNet pack (Join-Path $root Persist.Engine) -c $Configuration -nologo -v quiet -o $feed "-p:ReleaseNotesFile=$notes"
    Get-ChildItem $feed | ForEach-Object { "Packed $($_.FullName)" }
}

function Invoke-EngineTest {
    $results = Join-Path $root artifacts engine-tests
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    & dotnet test (Join-Path $root Persist.sln) -c $Configuration -nologo --results-directory $results --logger trx | Out-Host
    $count = @{ Passed = 0; Failed = 0; Skipped = 0; Said = @(); Ended = $LASTEXITCODE -eq 0 }
    foreach ($file in Get-ChildItem $results -Filter *.trx -Recurse -ErrorAction Ignore) {
        $run = ([xml](Get-Content $file -Raw)).TestRun
        $counters = $run.ResultSummary.Counters
        $count.Said += foreach ($result in $run.Results.UnitTestResult.Where({ $_.outcome -eq 'Failed' })) {
            "Failed: $($result.testName): $($result.Output.ErrorInfo.Message)"
        }
        $count.Said += foreach ($output in $run.SelectNodes('//*[local-name()="StdOut"]')) { $output.InnerText -split '\r?\n' -like 'Stale: *' }
        $count.Passed += [int]$counters.passed
        $count.Failed += [int]$counters.failed
        $count.Skipped += [int]$counters.total - [int]$counters.executed
    }
    # A crash or a compile error has no counters, and is a failure all the same.
    if (-not $count.Ended -and $count.Failed -eq 0) {
        $count.Failed = 1
        $count.Said += 'Failed: dotnet test ended without its results.'
    }
    $count
}

function Invoke-ModuleTest {
    $suite = Join-Path $root tests Persist.PowerShell.Tests
    $command = @"
Import-Module '$(Get-Pester)'
`$configuration = New-PesterConfiguration
`$configuration.Run.Path = '$suite'
`$configuration.Run.PassThru = `$true
`$configuration.Output.Verbosity = 'Normal'
`$result = Invoke-Pester -Configuration `$configuration
`$broken = `$result.FailedContainersCount + `$result.FailedBlocksCount
foreach (`$test in `$result.Failed) { "failed `$(`$test.ExpandedPath): `$(`$test.ErrorRecord[0])" -replace '\r?\n', ' ' }
"counts `$(`$result.PassedCount) `$(`$result.FailedCount + `$broken) `$(`$result.SkippedCount + `$result.NotRunCount)"
"@
    $counts = $null
    $said = @()
    Invoke-FreshShell -NonInteractive -Command $command 2>&1 | ForEach-Object {
        switch -Regex ("$_") {
            '^counts (\d+) (\d+) (\d+)$' { $counts = $Matches; break }
            '^failed (.*)$' { $said += "Failed: $($Matches[1])"; break }
            default { $_ | Out-Host }
        }
    }
    if (-not $counts) { return @{ Passed = 0; Failed = 1; Skipped = 0; Said = $said + 'Failed: the module''s tests did not run to their end.' } }
    @{ Passed = [int]$counts[1]; Failed = [int]$counts[2]; Skipped = [int]$counts[3]; Said = $said }
}

switch ($Task) {
    'Build' { Build-Module }
    'Test' {
        Build-Module
        New-Package
        $suites = @(Invoke-EngineTest) + @(Invoke-ModuleTest)
        $sum = @{}
        foreach ($name in 'Passed', 'Failed', 'Skipped') { $sum[$name] = ($suites | ForEach-Object { $_[$name] } | Measure-Object -Sum).Sum }
        # Said once more, where the end of a long log shows it.
        foreach ($suite in $suites) { $suite['Said'] | Where-Object { $_ } }
        '{0} passed, {1} failed, {2} skipped' -f $sum.Passed, $sum.Failed, $sum.Skipped
        if ($sum.Failed -gt 0) { exit 1 }
    }
    'Demo' {
        $demo = Join-Path $root samples Inventory.ps1
        if (-not (Test-Path $demo)) { throw "There is no demo at $demo." }
        Build-Module
        Invoke-FreshShell -File $demo @Rest
        exit $LASTEXITCODE
    }
    'Bench' {
        Build-Module
        & dotnet run -c Release --project (Join-Path $root bench Persist.Bench) -- @Rest
        exit $LASTEXITCODE
    }
    'Soak' {
        if ($Rest -and $Rest[0] -eq '--real') {
            # The scenarios of docs/reliability.md: real processes, real files, a real server.
            $env:PERSIST_SOAK = $Rest.Count -gt 1 ? $Rest[1] : 10
            & dotnet test (Join-Path $root tests Persist.Engine.Tests) -nologo -c Release --filter FullyQualifiedName~Scenarios
            exit $LASTEXITCODE
        }
        & dotnet run -c Release --project (Join-Path $root tests Persist.Simulation) -- @Rest
        exit $LASTEXITCODE
    }
    'Mutants' {
        Set-Location $root # what it finds, it writes down there
        & dotnet run -c Release --project (Join-Path $root tests Persist.Simulation.Mutants) -- @Rest
        exit $LASTEXITCODE
    }
    'Pack' {
        Build-Module
        New-Package
    }
    'Install' {
        Build-Module
        $version = (Test-ModuleManifest (Join-Path $module Persist.psd1)).Version
        $documents = [Environment]::GetFolderPath([Environment+SpecialFolder]::MyDocuments)
        $base = $IsWindows ? (Join-Path $documents PowerShell Modules) : (Join-Path $HOME .local share powershell Modules)
        $target = Join-Path $base Persist $version
        if (Test-Path $target) { Remove-Item $target -Recurse -Force }
        New-Item $target -ItemType Directory -Force | Out-Null
        Copy-Item (Join-Path $module *) $target -Recurse
        "Installed Persist $version in $target. Import-Module Persist finds it."
    }
}
