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

    It 'A property that no version has is a failure: <_>' -ForEach @(
        '$local.Vaule', '@{ n = $remote.n }', '"<$($local.$("Vaule"))>"', ',@(($local, $remote).Vaule)', '($local, $remote | Sort-Object Timestamp)[0].Count'
    ) {
        $test = Test-PersistMerge ([scriptblock]::Create("param(`$local, `$remote) $_")) @{ n = 1 } @{ n = 2 }
        $test.Error | Should -BeLike '*a version has no property ''*'', only Key, Value, Timestamp, Replica and IsDeleted; a field of its value is .Value.*'
    }

    It 'What every version has can be read in any way, and a field that a value may have can be asked for: <_>' -ForEach @(
        '$local.value.n', '$name = "Value"; $local.$name.n', '($local, $remote).Value[0].n', '($local | ForEach-Object { $_.Value }).n', '$local.PSObject.Properties["Value"].Value.n',
        '($local | Add-Member extra 1 -PassThru).extra', 'if ($local.Value.tags) { 9 } else { 1 }', 'function f([Persist.PersistVersion] $v) { $v.Value.n }; f $local'
    ) {
        (Test-PersistMerge ([scriptblock]::Create("param(`$local, `$remote) $_")) @{ n = 1 } @{ n = 2 }).Result | Should -Be 1
    }

    It 'Fields that it reads and no value has are told: <code>' -ForEach @(
        @{ code = '@{ n = $local.Value.nmae; o = $remote.Value.owner.naem }'; unknown = '.Value.nmae', '.Value.owner.naem' }
        @{ code = '$mine = $local.Value; $mine.nmae; $mine.name.Length'; unknown = '.Value.nmae' }
        @{ code = '$args[1].Value.nmae'; unknown = '.Value.nmae' }
        @{ code = '$local.Value.name; $remote.Value.onlyThere; $ancestor.Value.onlyBefore; $local.Value.list.id; $local.Value.list.Count; $local.Value.name.ToUpper()'; unknown = @() }
        @{ code = '$local.Value.owner.a.b; $other.Value.nmae; $local.Value.NAME'; unknown = '.Value.owner.a' }
    ) {
        $declared = $code -like '*args*' ? '' : 'param($local, $remote, $ancestor) '
        $local = @{ name = 'x'; owner = @{ name = 'y' }; list = @(@{ id = 1 }) }
        $test = Test-PersistMerge ([scriptblock]::Create("$declared$code")) $local @{ onlyThere = 1 } -Base @{ onlyBefore = 1 } -WarningAction SilentlyContinue
        $test.UnknownFields | Should -Be $unknown
    }

    It 'A deletion has no fields, and a function''s are read, too' {
        function Merge-Both($Mine, $Theirs) { $Mine.Value.name }
        (Test-PersistMerge ${function:Merge-Both} ([Persist.Deleted]::Value) ([Persist.Deleted]::Value)).UnknownFields | Should -BeNullOrEmpty
        (Test-PersistMerge ${function:Merge-Both} ([Persist.Deleted]::Value) 5).UnknownFields | Should -Be '.Value.name'
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
