BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Resolve-PersistConflict' {
    BeforeAll {
        # Both replicas change `k` apart; the second to sync sees the conflict.
        function New-Conflict([string] $Strategy) {
            $first, $second = Open-Replica -With @{ Strategy = $Strategy }
            Set-PersistItem k base -Store $first
            $first, $second | Sync-PersistStore | Out-Null
            Set-PersistItem k theirs -Store $first
            Set-PersistItem k mine -Store $second
            $first, $second | Sync-PersistStore | Out-Null
            $first, $second
        }
    }
    AfterEach { Close-AllStore }

    It 'What came from a job names its conflict and its store' {
        $first, $second = New-Conflict Manual
        function Send-Through($Value) { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Value, 1)) }
        $copy = Send-Through (Get-PersistConflict -Store $second)
        $copy.Local | Should -BeExactly '"mine"'
        Close-PersistStore $first
        $copy | Resolve-PersistConflict -Use Local -PassThru | ForEach-Object State | Should -Be Resolved
        Get-PersistItem k -ValueOnly | Should -Be mine
        { Send-Through (Get-PersistItem k) | Resolve-PersistConflict -Use Local -ErrorAction Stop } | Should -Throw
    }

    It 'Manual: both versions wait, the remote''s is shown; <how> decides on both replicas' -ForEach @(
        @{ how = '-Use Local'; with = @{ Use = 'Local' }; expected = 'mine' }
        @{ how = '-Use Remote'; with = @{ Use = 'Remote' }; expected = 'theirs' }
        @{ how = '-Value'; with = @{ Value = 'both' }; expected = 'both' }
        @{ how = '-Value $null'; with = @{ Value = $null }; expected = $null }
        @{ how = '-Delete'; with = @{ Delete = $true }; expected = '(deleted)' }
    ) {
        $first, $second = New-Conflict Manual
        Get-PersistItem k -ValueOnly -Store $second | Should -Be theirs
        (Get-PersistSyncStatus $second).OpenConflicts | Should -Be 1
        $open = Get-PersistConflict -State Open -Store $second
        $open.Local.Value | Should -Be mine
        $open.Remote.Value | Should -Be theirs
        $decided = $open | Resolve-PersistConflict @with -PassThru
        $decided.State | Should -Be Resolved
        (Get-PersistSyncStatus $second).OpenConflicts | Should -Be 0
        $second, $first | Sync-PersistStore | Out-Null
        foreach ($store in $first, $second) {
            if ($expected -eq '(deleted)') { Test-PersistItem k -Store $store | Should -BeFalse }
            else { Get-PersistItem k -ValueOnly -Store $store | Should -Be $expected }
        }
    }

    It 'Brings the value that lost back after the fact, as a new write' {
        $first, $second = New-Conflict LastWriteWins
        $conflict = Get-PersistConflict -Store $second
        $conflict.Resolved.Value | Should -Be mine
        Resolve-PersistConflict $conflict.Id -Use Remote -Store $second
        Get-PersistItem k -ValueOnly -Store $second | Should -Be theirs
        $second, $first | Sync-PersistStore | Out-Null
        Get-PersistItem k -ValueOnly -Store $first | Should -Be theirs
    }

    It 'The log shows the last decision: <how>' -ForEach @(
        @{ how = '-Use Remote'; with = @{ Use = 'Remote' }; expected = 'theirs' }
        @{ how = '-Value'; with = @{ Value = 'both' }; expected = 'both' }
        @{ how = '-Delete'; with = @{ Delete = $true }; expected = $null }
    ) {
        $first, $second = New-Conflict LastWriteWins
        (Get-PersistConflict -Store $second | Resolve-PersistConflict @with -PassThru).Resolved.Value | Should -Be $expected
        $second, $first, $second | Sync-PersistStore | Out-Null
        $entry = Get-PersistConflict -Store $second
        $entry.Resolved.Value | Should -Be $expected
        $entry.Resolved.IsDeleted | Should -Be ($how -eq '-Delete')
        $entry.Local.Value, $entry.Remote.Value | Should -Be mine, theirs
    }

    It 'A version of the conflict can be given as the value' {
        $first, $second = New-Conflict Manual
        $open = Get-PersistConflict -Store $second
        $open | Resolve-PersistConflict -Value $open.Local
        Get-PersistItem k -ValueOnly -Store $second | Should -Be mine
    }

    It 'A merge that failed is decided the same way' {
        $first, $second = Open-Replica -With @{ Strategy = 'Custom'; Merge = { throw 'no idea' } }
        Set-PersistItem k 1 -Store $first
        Set-PersistItem k 2 -Store $second
        $first, $second | Sync-PersistStore | Out-Null
        Get-PersistConflict -State Open -Store $second | Resolve-PersistConflict -Use Remote
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 1
        (Get-PersistSyncStatus $second).OpenConflicts | Should -Be 0
    }

    It 'An unknown id is an error; WhatIf decides nothing' {
        $first, $second = New-Conflict Manual
        { Resolve-PersistConflict nosuch -Use Local -Store $second -ErrorAction Stop } | Should -Throw -ErrorId 'ConflictNotFound,*'
        { Resolve-PersistConflict nosuch -Delete:$false -Store $second -ErrorAction Stop } | Should -Throw -ErrorId 'ConflictChoice,*'
        Get-PersistConflict -Store $second | Resolve-PersistConflict -Use Local -WhatIf
        (Get-PersistConflict -Store $second).State | Should -Be Open
    }

    It 'A handler may ask a person, and background sync goes on meanwhile' {
        $hub = Join-Path $TestDrive ([guid]::NewGuid().ToString('n') + '-hub.db')
        $name = New-StoreName
        $first = Open-Store -Name $name -With @{ Remote = $hub; Suspended = $true; Strategy = 'Manual' }
        $second = Open-Store -Name $name -With @{ Remote = $hub; Interval = 100; Strategy = 'Manual' }
        Set-PersistItem k base -Store $first
        Sync-PersistStore $first | Out-Null
        Wait-PersistSync $second
        Suspend-PersistSync $second
        Set-PersistItem k theirs -Store $first
        Sync-PersistStore $first | Out-Null
        Set-PersistItem k mine -Store $second

        # Stands for Read-Host: it thinks until the background has pushed a write that was made while the question was open.
        $global:PersistTestStore = $second
        function global:Read-PersistTestAnswer {
            Set-PersistItem meanwhile 1 -Store $global:PersistTestStore
            $deadline = [datetime]::UtcNow.AddSeconds(20)
            while ((Get-PersistQueue $global:PersistTestStore -Key meanwhile) -and [datetime]::UtcNow -lt $deadline) { [Threading.Thread]::Sleep(20) }
            $global:PersistTestPushed = -not (Get-PersistQueue $global:PersistTestStore -Key meanwhile)
            'Local'
        }
        Register-PersistConflictHandler -Store $second -Action {
            if ($Event.SourceEventArgs.State -eq 'Open') { $Event.SourceEventArgs | Resolve-PersistConflict -Use (Read-PersistTestAnswer) }
        } | Out-Null
        Resume-PersistSync $second
        $deadline = [datetime]::UtcNow.AddSeconds(30)
        while (-not (Get-PersistConflict -State Resolved -Store $second) -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
        $global:PersistTestPushed | Should -BeTrue
        Get-PersistItem k -ValueOnly -Store $second | Should -Be mine
        Wait-PersistSync $second
        Sync-PersistStore $first | Out-Null
        Get-PersistItem k -ValueOnly -Store $first | Should -Be mine
        Remove-Item function:Read-PersistTestAnswer
        Remove-Variable PersistTestStore, PersistTestPushed -Scope Global
    }
}
