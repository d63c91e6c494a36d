BeforeDiscovery {
    $remotes = @(
        @{ kind = 'a SQLite file'; server = $null }
        if ($env:PERSIST_TEST_POSTGRES) { @{ kind = 'PostgreSQL'; server = $env:PERSIST_TEST_POSTGRES } }
    )
    $scripts = (Get-ChildItem (Join-Path $PSScriptRoot .. .. samples *.ps1)).Name | Where-Object { $_ -notmatch '^Inventory\.\w+\.ps1$' }
}

BeforeAll {
    . $PSScriptRoot/Fixture.ps1
    $samples = Join-Path $PSScriptRoot .. .. samples | Resolve-Path | Select-Object -ExpandProperty Path
}

Describe 'samples/<_>' -ForEach $scripts {
    It 'Explains itself, and is in the list' {
        $help = Get-Help (Join-Path $samples $_) -Full
        $help.Synopsis | Should -Match '\.$'
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        foreach ($parameter in $help.parameters.parameter) { "$($parameter.description.Text)" | Should -Not -BeNullOrEmpty -Because $parameter.name }
        Get-Content (Join-Path $samples README.md) -Raw | Should -Match "\($([regex]::Escape($_))\)"
    }
}

Describe 'Through <kind>' -ForEach $remotes {
    BeforeEach {
        # The samples have store names of their own: each test gets a database, or a file, of its own.
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        New-Item $folder -ItemType Directory | Out-Null
        $remote = $server ?? (Join-Path $folder hub.db)
        # On a server the store may be there from an earlier test: keys of this one's own.
        $own = 'k' + [guid]::NewGuid().ToString('n').Substring(0, 8)
        function On([string] $Machine) { @{ Path = Join-Path $folder "$Machine.db"; Remote = $remote } }
    }
    AfterEach { Close-AllStore }

    It 'RunLedger.ps1 counts the runs of all machines, and those that failed' {
        $one, $two = (On one), (On two)
        & "$samples/RunLedger.ps1" $own { 'output' } @one -Machine one | Should -Be output
        & "$samples/RunLedger.ps1" $own { } @two -Machine two
        { & "$samples/RunLedger.ps1" $own { throw 'no disk' } @two -Machine two } | Should -Throw 'no disk'
        $line = & "$samples/RunLedger.ps1" @one | Where-Object Task -EQ $own
        $line.Runs, $line.Failed, $line.Machines | Should -Be 3, 1, 2
        $line.LastMachine, $line.LastResult | Should -Be two, failed
    }

    It 'FeatureFlag.ps1: the latest switch counts everywhere' {
        $one, $two = (On one), (On two)
        & "$samples/FeatureFlag.ps1" $own -Test @two | Should -BeFalse
        & "$samples/FeatureFlag.ps1" $own -On @one
        & "$samples/FeatureFlag.ps1" $own -Test @two | Should -BeTrue
        & "$samples/FeatureFlag.ps1" $own -Off @two
        & "$samples/FeatureFlag.ps1" $own -Test @one | Should -BeFalse
        & "$samples/FeatureFlag.ps1" $own -On -Percent 30 @one
        (& "$samples/FeatureFlag.ps1" @two | Where-Object Flag -EQ $own).Percent | Should -Be 30
        $machines = 1..30 | Where-Object { & "$samples/FeatureFlag.ps1" $own -Test -Path $two.Path -Machine "m$_" }
        @($machines).Count | Should -BeIn (1..29)
        1..30 | Where-Object { & "$samples/FeatureFlag.ps1" $own -Test -Path $two.Path -Machine "m$_" } | Should -Be $machines
    }

    It 'TeamTags.ps1: what two people add at once are both there' {
        $one, $two = (On one), (On two)
        & "$samples/TeamTags.ps1" $own -Add prod, test @one | Out-Null
        & "$samples/TeamTags.ps1" $own -Add eu -Path $two.Path | Out-Null # without a network
        & "$samples/TeamTags.ps1" $own -Add nightly -Remove test @one | Out-Null
        (& "$samples/TeamTags.ps1" -With prod, eu @two | Where-Object Name -EQ $own).Tags | Should -Be 'eu', 'nightly', 'prod'
        & "$samples/TeamTags.ps1" -With test @two | Where-Object Name -EQ $own | Should -BeNullOrEmpty
    }

    It 'DecideConflicts.ps1 asks about each conflict and sends what was decided' {
        $name = New-StoreName
        $one, $two = (On one), (On two)
        foreach ($place in @{ at = $one; value = 'one' }, @{ at = $two; value = 'two' }) {
            $to = $place.at
            $store = New-PersistStore $name @to -Strategy Manual -Suspended
            'a', 'b', 'c', 'd', 'later' | ForEach-Object { Set-PersistItem $_ $place.value -Store $store }
            Close-PersistStore $store
        }
        & "$samples/DecideConflicts.ps1" -Name $name @one | ForEach-Object Open | Should -Be 0
        $global:answers = [Collections.Generic.Queue[string]]::new([string[]]('l', 'remote', 'nonsense', '{"both":true}', 'd', ''))
        function global:Read-Host { $global:answers.Dequeue() }
        try { $result = & "$samples/DecideConflicts.ps1" -Name $name @two 6> $null }
        finally { Remove-Item function:Read-Host, variable:global:answers }
        $result.Open, $result.Decided, $result.Left | Should -Be 5, 4, 1
        $store = New-PersistStore $name @one -Strategy Manual -Suspended
        Sync-PersistStore $store | Out-Null
        (Get-PersistItem -Store $store | ForEach-Object { "$($_.Key) $($_.GetJson())" }) | Should -Be 'a "two"', 'b "one"', 'c {"both":true}', 'later "one"'
    }
}

Describe 'A remote that is away' {
    It 'Is no error of <script>' -ForEach @(
        @{ script = 'RunLedger.ps1'; with = @{ Task = 'backup'; Command = { } } }
        @{ script = 'FeatureFlag.ps1'; with = @{ Flag = 'new'; On = $true } }
        @{ script = 'TeamTags.ps1'; with = @{ Name = 'web-1'; Add = 'prod' } }
    ) {
        $path = Join-Path $TestDrive "$script.db"
        & "$samples/$script" @with -Path $path -Remote 'postgres://nobody@127.0.0.1:1/none' -WarningAction SilentlyContinue | Out-Null
        (& "$samples/$script" -Path $path) | Should -Not -BeNullOrEmpty
    }
}
