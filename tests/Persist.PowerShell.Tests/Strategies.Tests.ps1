BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Policies by key' {
    BeforeAll {
        # Each key is changed on both replicas apart; `there` syncs last and was written last.
        function Invoke-Conflict($Here, $There, [string[]] $Key) {
            foreach ($k in $Key) { Set-PersistItem $k 'base' -Store $Here }
            $Here, $There | Sync-PersistStore | Out-Null
            foreach ($k in $Key) {
                Set-PersistItem $k 'here' -Store $Here
                Set-PersistItem $k 'there' -Store $There
            }
            $Here, $There, $Here | Sync-PersistStore | Out-Null
        }
    }
    AfterEach { Close-AllStore }

    It 'The first match of an ordered dictionary decides, and ''*'' is for the rest' {
        $here, $there = Open-Replica -With @{ Strategy = [ordered]@{
                'counters/*' = 'Crdt'; 'cfg/*' = 'LastWriteWins'; 'ask/*' = 'Manual'; '*' = { param($local, $remote) "merged $($local.Value) $($remote.Value)" }
            }
        }
        $there.Strategy | Should -Be Custom
        "$($there.Policies)" | Should -Be 'counters/* = Crdt cfg/* = LastWriteWins ask/* = Manual'
        Invoke-Conflict $here $there cfg/a, ask/a, other
        Get-PersistItem cfg/a -ValueOnly -Store $there | Should -Be there
        Get-PersistItem ask/a -ValueOnly -Store $there | Should -Be here
        Get-PersistItem other -ValueOnly -Store $there | Should -Be 'merged there here'
        (Get-PersistConflict -Store $there -Strategy Manual).Key | Should -Be ask/a
        (Get-PersistConflict -Store $there -Strategy Custom).Key | Should -Be other
        Set-PersistItem counters/a @{ n = 1 } -Store $here
        (Get-PersistItem counters/a -Store $here).Kind | Should -Be map
    }

    It 'In a plain hashtable the pattern that says most about a key comes first' {
        $store = Open-Store -With @{ Strategy = @{ '*' = 'Manual'; 'a*' = 'LastWriteWins'; 'a/b/*' = 'Crdt'; 'a/b/c' = 'LastWriteWins'; '*/z' = 'Crdt' } }
        $store.Policies.Pattern | Should -Be 'a/b/c', 'a/b/*', 'a*', '*/z'
        $store.Strategy | Should -Be Manual
    }

    It 'Without ''*'' the latest write wins; Custom in a dictionary takes -Merge' {
        $here, $there = Open-Replica -With @{ Strategy = @{ 'm/*' = 'Custom' }; Merge = { 'merged' } }
        $there.Strategy | Should -Be LastWriteWins
        Invoke-Conflict $here $there m/a, b
        Get-PersistItem m/a -ValueOnly -Store $here | Should -Be merged
        Get-PersistItem b -ValueOnly -Store $here | Should -Be there
    }

    It 'All merges of a store share one runspace, and each finds its own variables' {
        $block = { param($local) "$name $([runspace]::DefaultRunspace.InstanceId)" }
        $one, $two = foreach ($name in 'one', 'two') { $block.GetNewClosure() }
        $here, $there = Open-Replica -With @{ Strategy = [ordered]@{ 'a/*' = $one; '*' = $two } }
        Invoke-Conflict $here $there a/1, b/1, a/2
        $name1, $run1 = (Get-PersistItem a/1 -ValueOnly -Store $there) -split ' '
        $name2, $run2 = (Get-PersistItem b/1 -ValueOnly -Store $there) -split ' '
        $name3, $run3 = (Get-PersistItem a/2 -ValueOnly -Store $there) -split ' '
        $name1, $name2, $name3 | Should -Be one, two, one
        $run1, $run2, $run3 | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'The same dictionary is the same setting, another is not' {
        $rules = [ordered]@{ 'a/*' = 'Crdt'; '*' = { 1 } }
        $store = Open-Store -Name rules -File rules.db -With @{ Strategy = $rules }
        Open-Store -Name rules -File rules.db -With @{ Strategy = $rules } | Should -Be $store
        $failure = { Open-Store -Name rules -File rules.db -With @{ Strategy = 'Manual' } } | Should -Throw -ErrorId 'StoreAlreadyOpen,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*(-Strategy)*'
        $rules['*'] = { 2 }
        $failure = { Open-Store -Name rules -File rules.db -With @{ Strategy = $rules } } | Should -Throw -ErrorId 'StoreAlreadyOpen,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*(-Merge)*'
    }

    It 'Refuses <case>' -ForEach @(
        @{ case = 'an unknown strategy'; with = @{ Strategy = 'Newest' }; id = 'InvalidStrategy' }
        @{ case = 'two strategies in one text'; with = @{ Strategy = 'Crdt,Custom' }; id = 'InvalidStrategy' }
        @{ case = 'a number'; with = @{ Strategy = 1 }; id = 'InvalidStrategy' }
        @{ case = 'an unknown strategy in a dictionary'; with = @{ Strategy = @{ 'a/*' = 'Newest' } }; id = 'InvalidStrategy' }
        @{ case = 'an empty pattern'; with = @{ Strategy = @{ '' = 'Crdt' } }; id = 'InvalidStrategy' }
        @{ case = 'Custom in a dictionary without a merge'; with = @{ Strategy = @{ 'a/*' = 'Custom' } }; id = 'MergeMissing' }
        @{ case = 'a merge that no rule uses'; with = @{ Strategy = @{ 'a/*' = 'Crdt' }; Merge = { 1 } }; id = 'MergeNotAllowed' }
        @{ case = 'variables for a merge in this session'; with = @{ Strategy = @{ '*' = { 1 } }; MergeInSession = $true; Variable = @{ a = 1 } }; id = 'MergeCapture' }
    ) {
        $failure = { Open-Store -With $with } | Should -Throw -ErrorId "$id,*" -PassThru
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        Get-PersistStore | Should -BeNullOrEmpty
    }

    It 'Completes the names of strategies' {
        foreach ($case in @{ line = 'New-PersistStore a -Strategy '; names = 'LastWriteWins', 'Custom', 'Crdt', 'Manual' }, @{ line = 'New-PersistStore a -Strategy c'; names = 'Custom', 'Crdt' }) {
            (TabExpansion2 $case.line -cursorColumn $case.line.Length).CompletionMatches.CompletionText | Should -Be $case.names
        }
    }
}
