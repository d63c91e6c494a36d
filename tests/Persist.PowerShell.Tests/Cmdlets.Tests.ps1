BeforeAll { . $PSScriptRoot/Fixture.ps1 }

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot .. .. out Persist Persist.psd1)
    $cmdlets = Get-Command -Module Persist | ForEach-Object { @{ name = $_.Name; command = $_ } }
}

Describe '<name>' -ForEach $cmdlets {
    BeforeAll {
        $attribute = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $own = $command.Parameters.Values | Where-Object Name -NotIn $common
    }

    It 'Has an approved verb and a singular noun' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Match '^Persist'
        $command.Noun | Should -Not -Match '[^su]s$'
    }

    It 'Is a class of the same name, alone in a file of that name' {
        $command.ImplementingType.Name | Should -Be ($name.Replace('-', '') + 'Command')
        $files = Get-ChildItem (Join-Path $PSScriptRoot .. .. Persist.PowerShell Cmdlets) -Recurse -Filter "$($command.ImplementingType.Name).cs"
        @($files) | Should -HaveCount 1
    }

    It 'Has a suite of that name' {
        Join-Path $PSScriptRoot "$name.Tests.ps1" | Should -Exist
    }

    It 'Asks ShouldProcess exactly when it changes something' {
        $reads = $command.Verb -in 'Get', 'Test', 'Wait'
        $attribute.SupportsShouldProcess | Should -Be (-not $reads)
    }

    It 'Says what it gives out' {
        $command.ImplementingType.GetCustomAttributes([System.Management.Automation.OutputTypeAttribute], $false) | Should -Not -BeNullOrEmpty
    }

    It 'Takes one parameter at most from the pipeline by value in each set' {
        foreach ($set in $command.ParameterSets) {
            @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because $set.Name
        }
    }

    It 'Has switches, no truth values' {
        $own | Where-Object ParameterType -EQ ([bool]) | Should -BeNullOrEmpty
    }

    It 'Shows no type of the engine to the outside' {
        $members = $command.ImplementingType.GetProperties() + $command.ImplementingType.GetMethods()
        $types = foreach ($member in $members) { $member.PropertyType ?? $member.ReturnType }
        $types | Where-Object Namespace -Like 'Persist.Engine*' | Should -BeNullOrEmpty
        $command.ImplementingType.GetFields('Static, Public, NonPublic') | Where-Object { "$($_.FieldType.FullName)" -like 'Persist.Engine*' } | Should -BeNullOrEmpty
    }
}

Describe 'The types that users see' {
    It 'Have enums with the same names as the engine' {
        . $PSScriptRoot/Fixture.ps1
        Open-Store | Close-PersistStore
        $engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Persist.Engine' }
        foreach ($pair in @(
                @('Sync.SyncState', [Persist.PersistSyncState]), @('SyncStrategy', [Persist.PersistStrategy]), @('Durability', [Persist.PersistDurability]),
                @('Conflicts.ConflictState', [Persist.PersistConflictState]), @('Sync.QueuedOperationState', [Persist.PersistQueueState]))) {
            [enum]::GetNames($pair[1]) | Should -Be ([enum]::GetNames($engine.GetType("Persist.Engine.$($pair[0])")))
        }
    }

    It 'Cannot be changed' {
        foreach ($type in [Persist.PersistItem], [Persist.PersistSyncStatus], [Persist.PersistConflict], [Persist.PersistVersion], [Persist.PersistSyncResult], [Persist.PersistQueuedOperation]) {
            $type.GetProperties() | Where-Object { $_.SetMethod.IsPublic } | Should -BeNullOrEmpty
        }
    }
}
