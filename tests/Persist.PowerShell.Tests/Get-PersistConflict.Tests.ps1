BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Get-PersistConflict' {
    AfterEach { Close-AllStore }

    It 'The value that lost is still there, oldest conflict first' {
        $here, $there = Open-Replica
        foreach ($key in 'x/1', 'y/1') { Set-PersistItem $key old -Store $here }
        $here, $there | Sync-PersistStore | Out-Null
        foreach ($key in 'x/1', 'y/1') {
            Set-PersistItem $key loser -Store $here
            Set-PersistItem $key winner -Store $there
        }
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) {
            $log = @(Get-PersistConflict -Store $store)
            $log | Should -HaveCount 2
            $log.Local.Value + $log.Remote.Value | Sort-Object -Unique | Should -Be loser, winner
            $log.Resolved.Value | Should -Be winner, winner
        }
        @(Get-PersistConflict x/* -Store $here).Key | Should -Be x/1
        @(Get-PersistConflict y/1 -Store $here).Key | Should -Be y/1
        Get-PersistConflict -State Open -Store $here | Should -BeNullOrEmpty
        @(Get-PersistConflict -Strategy LastWriteWins -Store $here) | Should -HaveCount 2
        Get-PersistConflict -Strategy Manual -Store $here | Should -BeNullOrEmpty
        @(Get-PersistConflict -After (Get-Date).AddMinutes(-5) -Before (Get-Date).AddMinutes(5) -Store $here) | Should -HaveCount 2
        Get-PersistConflict -After (Get-Date).AddMinutes(5) -Store $here | Should -BeNullOrEmpty
        Get-PersistConflict -Before (Get-Date).AddMinutes(-5) -Store $here | Should -BeNullOrEmpty
        (Get-PersistConflict -Store $here).Id | Should -Be (Get-PersistConflict -Store $there).Id
    }
}
