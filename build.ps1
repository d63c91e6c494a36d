#!/usr/bin/env pwsh
<#
.SYNOPSIS
    The one door: builds, tests, demonstrates, measures and installs Persist.
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Bench -Rest '--quick'
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Install')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Passed on to the demo or the benchmarks.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root out Persist

# What SQLite's native library is shipped for; each has a PowerShell 7.4.
$platforms = 'win-x64', 'win-arm64', 'win-x86', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-x64', 'osx-arm64'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

# This PowerShell again, in a process of its own; one that is a .NET tool runs inside dotnet.
function Invoke-PowerShell {
    $program = (Get-Process -Id $PID).Path
    $assembly = @(if ((Split-Path $program -LeafBase) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] })
    & $program @assembly -NoProfile @args
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
    Copy-Item (Join-Path $root LICENSE) $module
    $version = ([xml](Get-Content (Join-Path $root Directory.Build.props) -Raw)).SelectSingleNode('//VersionPrefix').InnerText
    $manifest = Get-Content (Join-Path $root Persist.psd1) -Raw
    $manifest.Replace("ModuleVersion        = '0.0.0'", "ModuleVersion        = '$version'") |
        Set-Content (Join-Path $module Persist.psd1) -NoNewline
    Test-ModuleManifest (Join-Path $module Persist.psd1) | ForEach-Object { "Built $($_.Name) $($_.Version) in $module" }
}

function Invoke-EngineTest {
    $results = Join-Path $root artifacts engine-tests
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    & dotnet test (Join-Path $root Persist.sln) -c $Configuration -nologo --results-directory $results --logger trx | Out-Host
    $count = @{ Passed = 0; Failed = 0; Skipped = 0; Ended = $LASTEXITCODE -eq 0 }
    foreach ($file in Get-ChildItem $results -Filter *.trx -Recurse -ErrorAction Ignore) {
        $counters = ([xml](Get-Content $file -Raw)).TestRun.ResultSummary.Counters
        $count.Passed += [int]$counters.passed
        $count.Failed += [int]$counters.failed
        $count.Skipped += [int]$counters.total - [int]$counters.executed
    }
    # A crash or a compile error has no counters, and is a failure all the same.
    if (-not $count.Ended -and $count.Failed -eq 0) { $count.Failed = 1 }
    $count
}

# Pester 5 as it is installed, else fetched into artifacts: the machine's own modules are left alone.
function Test-Pester {
    $fetched = Join-Path $root artifacts modules
    if ($env:PSModulePath -notlike "*$fetched*") { $env:PSModulePath += [IO.Path]::PathSeparator + $fetched }
    if (-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 })) {
        $null = New-Item $fetched -ItemType Directory -Force
        try { Save-PSResource Pester -Version '[5.5,6)' -Path $fetched -TrustRepository }
        catch { return $false }
    }
    $true
}

function Invoke-ModuleTest {
    if (-not (Test-Pester)) {
        'Pester 5 was not found and could not be fetched; left out: the tests of the module.' | Out-Host
        return @{ Passed = 0; Failed = [int]($env:CI -eq 'true'); Skipped = 0 }
    }
    $suite = Join-Path $root tests Persist.PowerShell.Tests
    $command = @"
`$configuration = New-PesterConfiguration
`$configuration.Run.Path = '$suite'
`$configuration.Run.PassThru = `$true
`$configuration.Output.Verbosity = 'Normal'
`$result = Invoke-Pester -Configuration `$configuration
`$broken = `$result.FailedContainersCount + `$result.FailedBlocksCount
[Console]::Error.WriteLine("counts `$(`$result.PassedCount) `$(`$result.FailedCount + `$broken) `$(`$result.SkippedCount + `$result.NotRunCount)")
"@
    # A process of its own: a module's assemblies stay loaded, and the next build has to replace them.
    $counts = $null
    Invoke-PowerShell -NonInteractive -Command $command 2>&1 | ForEach-Object {
        if ("$_" -match '^counts (\d+) (\d+) (\d+)$') { $counts = $Matches } else { $_ | Out-Host }
    }
    if (-not $counts) { return @{ Passed = 0; Failed = 1; Skipped = 0 } }
    @{ Passed = [int]$counts[1]; Failed = [int]$counts[2]; Skipped = [int]$counts[3] }
}

switch ($Task) {
    'Build' { Build-Module }
    'Test' {
        Build-Module
        $suites = @(Invoke-EngineTest) + @(Invoke-ModuleTest)
        $sum = @{}
        foreach ($name in 'Passed', 'Failed', 'Skipped') { $sum[$name] = ($suites | ForEach-Object { $_[$name] } | Measure-Object -Sum).Sum }
        '{0} passed, {1} failed, {2} skipped' -f $sum.Passed, $sum.Failed, $sum.Skipped
        if ($sum.Failed -gt 0) { exit 1 }
    }
    'Demo' {
        $demo = Join-Path $root samples Inventory.ps1
        if (-not (Test-Path $demo)) { throw "There is no demo at $demo." }
        Build-Module
        Invoke-PowerShell -File $demo @Rest
        exit $LASTEXITCODE
    }
    'Bench' {
        Build-Module
        & dotnet run -c Release --project (Join-Path $root bench Persist.Bench) -- @Rest
        exit $LASTEXITCODE
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
