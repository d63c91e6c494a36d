BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    # Changes a hub behind Persist's back.
    function Set-HubText([string] $Path, [string] $Sql) {
        $connection = Open-Sqlite $Path
        try {
            $command = $connection.CreateCommand()
            $command.CommandText = $Sql
            $command.ExecuteNonQuery() | Out-Null
        }
        finally { $connection.Dispose() }
    }
}

Describe 'Test-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Compares with the remote at the same position' {
        $here, $there = Open-Replica
        Set-PersistItem a 1 -Store $here
        Update-PersistCounter c -Store $here | Out-Null
        Add-PersistSetMember s x, y -Store $here
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there | Out-Null
        Set-PersistItem a 2 -Store $there # what waits is no difference
        $tests = $here, $there | Test-PersistStore
        $tests.Comparison | Should -Be @('Equal', 'Equal')
        $tests.IsSound | Should -Be @($true, $true)
        $tests[0].LocalChecksum | Should -Be $tests[1].RemoteChecksum
        $tests[0].LocalChecksum | Should -BeLike '4:*'
    }

    It 'Names the items that differ, with what is at each end' {
        $hub = Join-Path $TestDrive "$(New-StoreName)-hub.db"
        $here, $null = Open-Replica -Remote $hub
        1..150 | ForEach-Object { @{ Key = "k$_"; Value = $_ } } | Set-PersistItem -KeyProperty Key -Store $here
        Sync-PersistStore $here | Out-Null
        Set-HubText $hub "UPDATE cell SET value = '0' WHERE key = 'k7'; DELETE FROM cell WHERE key = 'k8'"
        $test = Test-PersistStore $here
        $test.Comparison | Should -Be Different
        $test.IsSound | Should -BeFalse
        $test.DifferentItems | Should -Be 2
        $test.Differences.Key | Should -Be 'k7', 'k8'
        $test.Differences.IsHere | Should -Be $true, $true
        $test.Differences.IsThere | Should -Be $true, $false
        $test.Note | Should -BeLike "*'k7', 'k8'*"

        Set-HubText $hub "UPDATE cell SET value = '0'"
        $test = Test-PersistStore $here
        $test.DifferentItems | Should -Be 150
        $test.Differences.Count | Should -Be 100
    }

    It 'Says that a replica that is behind cannot be compared yet' {
        $here, $there = Open-Replica
        (Test-PersistStore $here).Note | Should -BeLike '*not synced*'
        Sync-PersistStore $here, $there | Out-Null
        Set-PersistItem a 1 -Store $here
        Sync-PersistStore $here | Out-Null
        $test = Test-PersistStore $there
        $test.Comparison | Should -Be NotComparable
        $test.Note | Should -BeLike '*not comparable yet*'
        $test.IsSound | Should -BeTrue
    }

    It 'Works offline, and without a remote' {
        $store = Open-Store
        Set-PersistItem a 1
        $test = Test-PersistStore
        $test.Comparison | Should -Be NotAsked
        $test.IsSound | Should -BeTrue
        Close-PersistStore $store

        $hub = Join-Path $TestDrive (New-StoreName) | ForEach-Object { "$_-hub.db" }
        $here, $null = Open-Replica -Remote $hub
        Sync-PersistStore $here | Out-Null
        Remove-Item "$hub*"
        (Test-PersistStore $here -LocalOnly).Comparison | Should -Be NotAsked
        $test = Test-PersistStore $here
        $test.Comparison | Should -Be NotComparable
        $test.Note | Should -Not -BeNullOrEmpty
    }
}
