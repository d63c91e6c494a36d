BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Test-PersistMerge' {
    It 'A sum is deterministic and symmetric; no store is needed' {
        $test = Test-PersistMerge { param($local, $remote, $ancestor) $local.Value + $remote.Value - $ancestor.Value } -Local 5 -Remote 7 -Base 4
        $test.Result | Should -Be 8
        $test.IsDeterministic | Should -BeTrue
        $test.IsSymmetric | Should -BeTrue
        $test.Error | Should -BeNullOrEmpty
    }

    It 'A merge that favours the local side is not symmetric' {
        $test = Test-PersistMerge -Merge { param($local, $remote) $local } -Local 1 -Remote 2
        $test.Result | Should -Be 1
        $test.SwappedResult | Should -Be 2
        $test.IsSymmetric | Should -BeFalse
        $test.IsDeterministic | Should -BeTrue
    }

    It 'The later version stays the later one when the sides are swapped' {
        $test = Test-PersistMerge { param($local, $remote) $local.Timestamp -gt $remote.Timestamp ? $local : $remote } -Local 1 -Remote 2
        $test.IsSymmetric | Should -BeTrue
    }

    It 'A random result, or one that depends on earlier calls, is not deterministic' {
        (Test-PersistMerge { [guid]::NewGuid() } 1 2).IsDeterministic | Should -BeFalse
        (Test-PersistMerge { $global:calls++; $global:calls } 1 2 -WarningAction SilentlyContinue).IsDeterministic | Should -BeFalse
    }

    It 'A failure is reported with its place' {
        $test = Test-PersistMerge { param($local) if ($local.Value -eq 2) { throw 'not two' }; 1 } -Local 1 -Remote 2
        $test.Error | Should -BeLike '*not two*Test-PersistMerge.Tests.ps1:*'
        $test.Result | Should -Be 1
        $test.IsSymmetric | Should -BeFalse
    }

    It 'One that <case> is neither deterministic nor symmetric, and the error is that of a trial' -ForEach @(
        @{ case = 'throws'; merge = { throw 'x' }; limit = 30 }
        @{ case = 'returns nothing'; merge = { }; limit = 30 }
        @{ case = 'takes too long'; merge = { while ($true) { } }; limit = 0.2 }
        @{ case = 'returns what cannot be stored'; merge = { , { 1 } }; limit = 30 }
        @{ case = 'fails the second time'; merge = { if ($global:ran) { throw 'x' }; $global:ran = $true; 1 }; limit = 30 }
    ) {
        $test = Test-PersistMerge $merge 3 5 -MergeTimeout $limit -WarningAction SilentlyContinue
        $test.IsDeterministic, $test.IsSymmetric | Should -Be $false, $false
        $test.Error | Should -Match '[.]$'
        $test.Error | Should -Not -Match 'kept|Resolve-PersistConflict'
    }

    It 'Runs where a store''s merge runs: apart, with what it is given' {
        $factor = 3
        $file = Join-Path $TestDrive Rules.psm1
        'function Add-Both($A, $B) { $A + $B }' | Set-Content $file
        (Test-PersistMerge { param($l, $r) $using:factor * (Add-Both $l.Value $r.Value) + $extra } 1 2 -Module $file -Variable @{ extra = 100 }).Result | Should -Be 109
        (Test-PersistMerge { [runspace]::DefaultRunspace.InstanceId } 1 2).Result | Should -Not -Be ([runspace]::DefaultRunspace.InstanceId.ToString())
        $loose = 1
        $test = Test-PersistMerge { $loose } 1 2 -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*$loose*'
        $test.Error | Should -BeLike '*$loose has no value here*'
    }

    It 'A deletion is [Persist.Deleted]::Value, as a side and as the result' {
        $test = Test-PersistMerge { param($local, $remote) $local.IsDeleted ? $remote : $local } -Local ([Persist.Deleted]::Value) -Remote 2
        $test.Result | Should -Be 2
        $test.IsSymmetric | Should -BeTrue
        (Test-PersistMerge { [Persist.Deleted]::Value } 1 2).Result | Should -BeOfType [Persist.Deleted]
    }

    It 'Two versions of a real conflict can be given' {
        $here, $there = Open-Replica
        Set-PersistItem k 1 -Store $here
        Set-PersistItem k 2 -Store $there
        $here, $there | Sync-PersistStore | Out-Null
        $conflict = Get-PersistConflict -Store $there
        (Test-PersistMerge { param($l, $r) "$($l.Replica) $($r.Replica)" } $conflict.Local $conflict.Remote).Result | Should -Be "$($there.Replica) $($here.Replica)"
        Close-AllStore
    }

    It 'One that takes too long is stopped' {
        (Test-PersistMerge { while ($true) { } } 1 2 -MergeTimeout 0.2).Error | Should -BeLike '*longer than 0.2 s*'
    }
}
