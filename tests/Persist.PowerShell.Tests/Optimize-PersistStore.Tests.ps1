BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Optimize-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Gives back what deletions left' {
        $store = Open-Store
        1..3000 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = 'x' * 1000 } } | Set-PersistItem
        Remove-PersistItem k*
        Set-PersistItem a 1
        $result = Optimize-PersistStore
        $result.Store | Should -Be $store.Name
        $result.SizeBefore | Should -BeGreaterThan 3MB
        # What stays are the deletions that wait for the remote.
        $result.SizeAfter | Should -BeLessThan ($result.SizeBefore / 5)
        Get-PersistItem a -ValueOnly | Should -Be 1
    }

    It 'Forgets decided conflicts that are old enough, and asks before' {
        $here, $there = Open-Replica
        Set-PersistItem a here -Store $here
        Set-PersistItem a there -Store $there
        Sync-PersistStore $here, $there | Out-Null
        @(Get-PersistConflict -Store $there) | Should -HaveCount 1
        (Optimize-PersistStore $there -KeepConflictsFor 1.00:00:00 -Force).ConflictsRemoved | Should -Be 0
        # Days were meant, and PowerShell takes a number for units of 100 ns.
        { Optimize-PersistStore $there -KeepConflictsFor 90 -Force -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidConflictAge,*'
        { Optimize-PersistStore $there -KeepConflictsFor '-1.00:00:00' -Force -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidConflictAge,*'
        @(Get-PersistConflict -Store $there) | Should -HaveCount 1
        (Optimize-PersistStore $there -KeepConflictsFor 0 -Force).ConflictsRemoved | Should -Be 1
        Get-PersistConflict -Store $there | Should -BeNullOrEmpty
    }

    It 'WhatIf changes nothing' {
        $store = Open-Store
        Optimize-PersistStore -WhatIf | Should -BeNullOrEmpty
    }
}
