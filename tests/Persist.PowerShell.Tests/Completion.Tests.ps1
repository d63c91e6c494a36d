BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Completion' {
    BeforeAll {
        Open-Store -Name inventory | Out-Null
        Set-PersistItem user/1 1
        Set-PersistItem user/2 2
        Set-PersistItem 'two words' 3
        Set-PersistItem "o'clock" 4
        function Complete([string] $Line) { (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Close-AllStore }

    It 'Names the open stores' {
        Complete 'Get-PersistItem -Store inv' | Should -Be inventory
        Complete 'Sync-PersistStore inv' | Should -Be inventory
    }

    It 'Names keys, and quotes what needs it' {
        Complete 'Get-PersistItem user/' | Should -Be user/1, user/2
        Complete 'Get-PersistItem two' | Should -Be "'two words'"
        Complete "Get-PersistItem 'two" | Should -Be "'two words'"
        Complete 'Get-PersistItem o' | Should -Be "'o''clock'"
    }

    It 'What it returns is the key' {
        foreach ($text in Complete 'Get-PersistItem ') { Test-PersistItem (Invoke-Expression "Write-Output $text") | Should -BeTrue }
    }

    It 'Names fields of a map' {
        Set-PersistMapField map -Fields @{ name = 'Ada'; 'two words' = 2; "o'clock" = 3 }
        Complete 'Set-PersistMapField map n' | Should -Be name
        Complete 'Set-PersistMapField -Key map -Field two' | Should -Be "'two words'"
        Complete "Remove-PersistMapField map '" | Should -Be name, "'o''clock'", "'two words'"
        Complete 'Set-PersistMapField user/1 n' | Where-Object { $_ -eq 'name' } | Should -BeNullOrEmpty
    }

    It 'Names members of a set, as arguments that stand for them' {
        Add-PersistSetMember tags 'eu', 'two words', 7, $true, @{ not = 'an argument' }
        Complete 'Remove-PersistSetMember tags e' | Should -Be eu
        Complete 'Remove-PersistSetMember -Key tags -Member two' | Should -Be "'two words'"
        Complete 'Remove-PersistSetMember tags ' | Should -Be eu, "'two words'", '7', '$true'
        foreach ($text in Complete 'Remove-PersistSetMember tags ') { Invoke-Expression "Remove-PersistSetMember tags $text" }
        Get-PersistItem tags -AsJson | Should -Be '[{"not":"an argument"}]'
    }

    It 'Names conflicts and refused changes by their keys' {
        $here, $there = Open-Replica
        try {
            foreach ($store in $here, $there) {
                Set-PersistItem contested $store.Path -Store $store
                Update-PersistCounter big -By 9000000000000000000 -Store $store | Out-Null
                Sync-PersistStore $store | Out-Null
            }
            Close-PersistStore $here
            $conflict, $change = (Get-PersistConflict -Store $there -Key contested), (Get-PersistQueue $there -DeadLetter)
            $on = "-Store $($there.Name) -Id"
            Complete "Resolve-PersistConflict $on contes" | ForEach-Object { Invoke-Expression "Write-Output $_" } | Should -Be $conflict.Id
            Complete "Restart-PersistOperation $on bi" | ForEach-Object { Invoke-Expression "Write-Output $_" } | Should -Be $change.Id
            Complete "Remove-PersistOperation $on none" | Where-Object { $_ -eq $change.Id } | Should -BeNullOrEmpty
        }
        finally { Close-PersistStore $here, $there }
    }

    It 'Names handlers of this session, each cmdlet those of its event' {
        Register-PersistConflictHandler -SourceIdentifier 'my conflicts' -Action { 'told' } | Out-Null
        Register-PersistSyncHandler -SourceIdentifier mine.sync
        try {
            Complete 'Unregister-PersistConflictHandler -SourceIdentifier m' | Should -Be "'my conflicts'"
            Complete 'Unregister-PersistSyncHandler -SourceIdentifier ' | Should -Be mine.sync
            $line = 'Unregister-PersistConflictHandler -SourceIdentifier '
            (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches.ToolTip | Should -Be "inventory: 'told'"
        }
        finally {
            Unregister-PersistConflictHandler
            Unregister-PersistSyncHandler
        }
    }

    It 'Names strategies, states and sides' {
        Complete 'New-PersistStore x ./x.db -Strategy L' | Should -Be LastWriteWins
        Complete 'New-PersistStore x ./x.db -Strategy ' | Should -Be LastWriteWins, Custom, Crdt, Manual
        Complete 'Get-PersistConflict -Strategy C' | Should -Be Crdt, Custom
        Complete 'Get-PersistConflict -State O' | Should -Be Open
        Complete 'Resolve-PersistConflict x -Use R' | Should -Be Remote
        Complete 'New-PersistStore x ./x.db -Durability N' | Should -Be Normal
    }

    It 'Every cmdlet completes its stores, keys and fields' {
        $all = Get-Command -Module Persist -CommandType Cmdlet
        foreach ($command in $all | Where-Object { $_.Parameters.ContainsKey('Store') }) {
            Complete "$($command.Name) -Store inv" | Should -Be inventory -Because $command.Name
        }
        foreach ($command in $all | Where-Object { $_.Parameters.ContainsKey('Key') -and $_.Name -ne 'Test-PersistMerge' }) {
            Complete "$($command.Name) -Key two" | Should -Be "'two words'" -Because $command.Name
            Complete "$($command.Name) -Store inventory -Key o" | Should -Be "'o''clock'" -Because $command.Name
        }
        Complete 'Get-PersistStore inv' | Should -Be inventory
    }

    It 'Looks into the store that the line names' {
        $other = Open-Store -Name other
        try {
            Set-PersistItem elsewhere 1 -Store other
            Complete 'Get-PersistItem -Store other -Key e' | Should -Be elsewhere
            Complete 'Get-PersistItem -Store inventory -Key else' | Where-Object { $_ -eq 'elsewhere' } | Should -BeNullOrEmpty
        }
        finally { Close-PersistStore $other }
    }

    It 'A key that means something to PowerShell comes back as it is' {
        $odd = '$x', '@a', '-dash', 'a;b', 'a|b', '#c', 'a{b}', 'a(b)', 'a,b', 'a"b', "it's", ' lead', "new`nline", 'ünï', '*', '[1]', '`tick', '1', '>', '%', "\u{2019}q"
        foreach ($key in $odd) { Set-PersistItem -Key "odd/$key" 1; Set-PersistItem -Key $key 1 }
        $back = Complete 'Get-PersistItem ' | ForEach-Object { Invoke-Expression "Write-Output $_" }
        foreach ($key in $odd) { $back | Should -Contain $key; $back | Should -Contain "odd/$key" }
        foreach ($key in $odd) { Remove-PersistItem -Key $key; Remove-PersistItem -Key "odd/$key" }
    }

    It 'Answers within 100 ms with 100,000 keys' {
        1..100000 | ForEach-Object { [pscustomobject]@{ Key = "many/$_"; Value = $_ } } | Set-PersistItem
        foreach ($line in 'Get-PersistItem many/77', 'Get-PersistItem ', 'Update-PersistCounter -Key m', 'Get-PersistItem none/') {
            Complete $line | Out-Null
            $best = 1..5 | ForEach-Object { (Measure-Command { Complete $line }).TotalMilliseconds } | Sort-Object | Select-Object -First 1
            $best | Should -BeLessThan 100 -Because $line
        }
    }

    It 'Offers nothing when no store is open' {
        Close-AllStore
        $failed = $Error.Count
        Complete 'Get-PersistItem use' | Where-Object { $_ -like 'user*' } | Should -BeNullOrEmpty
    }
}
