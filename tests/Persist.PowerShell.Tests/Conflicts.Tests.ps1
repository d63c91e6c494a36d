BeforeDiscovery {
    $remotes = @(
        @{ remote = 'SQLite'; address = $null; missing = $false }
        @{ remote = 'PostgreSQL'; address = $env:PERSIST_TEST_POSTGRES; missing = -not $env:PERSIST_TEST_POSTGRES }
    )
    $pairs = foreach ($strategy in 'LastWriteWins', 'Custom') {
        foreach ($first in 'create', 'update', 'delete') { foreach ($second in 'create', 'update', 'delete') { @{ strategy = $strategy; first = $first; second = $second } } }
    }
}

BeforeAll { . $PSScriptRoot/Fixture.ps1 }

# PostgreSQL: the connection string in PERSIST_TEST_POSTGRES; skipped without it.
Describe 'Two replicas through <remote>' -ForEach $remotes -Skip:$missing {
    BeforeAll {
        function Edit-Item([string] $How, $Store, [string] $Text) {
            if ($How -ne 'update') { Remove-PersistItem k -Store $Store }
            if ($How -ne 'delete') { Set-PersistItem k @{ text = $Text } -Store $Store }
        }
    }
    AfterEach { Close-AllStore }

    It '<strategy>: <first> here, <second> there: the same at both ends, and one conflict where there was one' -ForEach $pairs {
        $with = @{ Strategy = $strategy }
        if ($strategy -eq 'Custom') {
            $with.Merge = {
                param($local, $remote)
                if ($local.IsDeleted) { $remote } elseif ($remote.IsDeleted) { $local }
                else { [pscustomobject]@{ text = (@($local.Value.text, $remote.Value.text) | Sort-Object) -join '+' } }
            }
        }
        $where = $address ? @{ Remote = $address } : @{}
        $here, $there = Open-Replica @where -With $with
        Set-PersistItem k @{ text = 'base' } -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Edit-Item $first $here 'here'
        Edit-Item $second $there 'there'
        $here, $there, $here, $there | Sync-PersistStore | Out-Null

        $ends = foreach ($store in $here, $there) { , @(Get-PersistItem -Store $store -AsJson) }
        $ends[0] | Should -BeExactly $ends[1]
        if ($strategy -eq 'Custom') {
            $expected = switch ("$first $second") {
                'delete delete' { $null; break }
                { $_ -like 'delete *' } { '{"text":"there"}'; break }
                { $_ -like '* delete' } { '{"text":"here"}'; break }
                default { '{"text":"here+there"}' }
            }
            $ends[0] | Should -BeExactly $expected
        }
        $conflicts = @(Get-PersistConflict -Store $there)
        $conflicts | Should -HaveCount ($first -eq 'delete' -and $second -eq 'delete' ? 0 : 1)
        foreach ($conflict in $conflicts) {
            $conflict.Key | Should -Be k
            $conflict.State | Should -Be Resolved
            $conflict.Strategy | Should -Be $strategy
            $conflict.Local.IsDeleted | Should -Be ($second -eq 'delete')
            $conflict.Remote.IsDeleted | Should -Be ($first -eq 'delete')
            if ($second -ne 'delete') { $conflict.Local.Value.text | Should -Be there }
            if ($first -ne 'delete') { $conflict.Remote.Value.text | Should -Be here }
            ($conflict.Resolved.IsDeleted ? $null : $conflict.Resolved.ToString()) | Should -Be ($ends[1] | Select-Object -First 1)
        }
        $here, $there | ForEach-Object { (Get-PersistSyncStatus $_).Pending } | Should -Be 0, 0
    }

    It 'Both create the same key apart: one conflict' {
        $where = $address ? @{ Remote = $address } : @{}
        $here, $there = Open-Replica @where
        Set-PersistItem k here -Store $here
        Set-PersistItem k there -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        Get-PersistItem k -ValueOnly -Store $here | Should -Be (Get-PersistItem k -ValueOnly -Store $there)
        @(Get-PersistConflict -Store $there) | Should -HaveCount 1
    }
}
