BeforeDiscovery {
    . $PSScriptRoot/DocumentedBlocks.ps1
    $root = Join-Path $PSScriptRoot .. .. | Resolve-Path | Select-Object -ExpandProperty Path
    $pages = Get-ChildItem (Join-Path $root README.md), (Join-Path $root docs *.md), (Join-Path $root docs about *.md), (Join-Path $root docs cmdlets *.md) |
        Where-Object { @(Get-DocumentedBlock $_).Where({ $_.Language -in 'powershell', 'csharp' }) } |
        ForEach-Object { @{ page = [System.IO.Path]::GetRelativePath($root, $_).Replace('\', '/'); path = $_.FullName } }
}

BeforeAll {
    . $PSScriptRoot/Fixture.ps1
    . $PSScriptRoot/DocumentedBlocks.ps1
    $before = @{ PSModulePath = $env:PSModulePath }
    $hasServer = [bool]$env:PERSIST_TEST_POSTGRES
    if ($hasServer) {
        foreach ($variable in (Get-PostgresVariable).GetEnumerator()) {
            $before[$variable.Key] = [Environment]::GetEnvironmentVariable($variable.Key)
            [Environment]::SetEnvironmentVariable($variable.Key, $variable.Value)
        }
    }
    # Pages import the module by its name, as people do.
    $modules = Split-Path (Split-Path $script:ModulePath)
    $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath

    # To the letter, but for the server's address (the test's own server, or a file where there is none) and the name of a
    # store on it, which earlier pages may have left there.
    function Resolve-Block([string] $Code, [string] $Name) {
        $remote = $hasServer ? 'postgres' : './postgres.db'
        $Code = $Code -replace 'postgres://app@db\.example\.org/app', $remote -replace '(?<=-Remote )postgres\b', $remote
        $Code.Replace('my-app', $Name)
    }

    # A session of its own for each page, in a folder with the files that examples read.
    function Start-Page([string] $Folder) {
        New-Item $Folder -ItemType Directory | Out-Null
        Set-Content (Join-Path $Folder users.csv) 'id,name', '1,Ada', '2,Grace'
        Set-Content (Join-Path $Folder fields.csv) 'Key,Field,Value', 'user/1,name,Ada', 'user/2,name,Grace'
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        # Nobody sits before a test.
        $shell.AddScript("Set-Location '$Folder'; function Read-Host { 'Local' }; Import-Module Persist").Invoke() | Out-Null
        $shell
    }

    function Invoke-Block([powershell] $Shell, [string] $Code) {
        $Shell.Commands.Clear()
        $Shell.Streams.Error.Clear()
        $Shell.AddScript($Code).Invoke() | Out-Null
        @($Shell.Streams.Error)
    }

    # As a program would have it: the using directives on top, and the statements in a method.
    function Invoke-CSharp([string] $Code, [string] $Folder) {
        $engine = Join-Path (Split-Path $script:ModulePath) Dependencies Persist.Engine.dll
        $usings, $statements = ($Code -split '\n').Where({ $_ -match '^using [\w.]+;$' }, 'Split')
        $source = @"
using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
$($usings -join "`n")
public static class Documented { public static async Task Run() { $($statements -join "`n")
} }
"@
        $references = 'System.Runtime', 'System.Console', 'System.Linq', 'System.Collections', 'System.Net.Primitives', $engine
        # The engine is built for an older .NET than this session's.
        $type = Add-Type -TypeDefinition $source -ReferencedAssemblies $references -CompilerOptions '-nowarn:CS1701' -PassThru | Where-Object Name -EQ Documented
        $current = [Environment]::CurrentDirectory
        try {
            [Environment]::CurrentDirectory = $Folder
            $type.GetMethod('Run').Invoke($null, @()).GetAwaiter().GetResult() | Out-Null
        }
        finally { [Environment]::CurrentDirectory = $current }
    }
}

AfterAll {
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
}

Describe 'Every code block of the documentation runs' {
    It '<page>' -ForEach $pages {
        $name = 'my-app-' + [guid]::NewGuid().ToString('n').Substring(0, 8)
        $folder = Join-Path $TestDrive $name
        $shell = Start-Page $folder
        try {
            foreach ($block in Get-DocumentedBlock $path | Where-Object { -not $_.Reason -and $_.Language -in 'powershell', 'csharp' }) {
                $code = Resolve-Block $block.Code $name
                if ($block.Language -eq 'csharp') { Invoke-CSharp $code.Replace('"postgres"', '"./hub.db"').Replace('data/', 'engine/') $folder }
                else { Invoke-Block $shell $code | ForEach-Object { "$_ at line $($_.InvocationInfo.ScriptLineNumber): $($_.InvocationInfo.Line)" } | Should -BeNullOrEmpty -Because "of the block at $page line $($block.Line)" }
            }
        }
        finally {
            Invoke-Block $shell 'Get-EventSubscriber | Unregister-Event; Get-PersistStore | Close-PersistStore' | Should -BeNullOrEmpty
            $shell.Dispose()
        }
    }

    It 'Blocks of commands that no test runs have a reason' {
        $root = Join-Path $PSScriptRoot .. ..
        $left = Get-ChildItem (Join-Path $root README.md), (Join-Path $root docs *.md), (Join-Path $root docs cmdlets *.md), (Join-Path $root docs about *.md) |
            Where-Object Name -NE remote.md | # its statements are run by RemotePageTests
            ForEach-Object { Get-DocumentedBlock $_ } | Where-Object { -not $_.IsPreparation -and ($_.Reason -or $_.Language -in 'sh', 'bash', 'sql') }
        $left | Where-Object { -not $_.Reason } | Should -BeNullOrEmpty
        # A new one is worth a thought.
        @($left).Count | Should -BeLessOrEqual 5
    }
}
