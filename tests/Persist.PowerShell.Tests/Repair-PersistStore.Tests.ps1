BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Repair-PersistStore' {
    BeforeEach {
        # Two replicas of a hub that is set back to its backup after both have seen more.
        $hub = Join-Path $TestDrive ([guid]::NewGuid().ToString('n') + '-hub.db')
        $name = New-StoreName
        $files = 1..2 | ForEach-Object { Join-Path $TestDrive ([guid]::NewGuid().ToString('n') + '.db') }
        function Open-Both { $files | ForEach-Object { New-PersistStore $name $_ -Remote $hub -Suspended } }
        $here, $there = Open-Both
        @{ a = 1; untouched = 1 }.GetEnumerator() | Set-PersistItem -Store $here
        Sync-PersistStore $here, $there | Out-Null
        Close-AllStore
        Copy-Item $hub "$hub.backup"
        $here, $there = Open-Both
        Set-PersistItem a 2 -Store $here
        Set-PersistItem lost 1 -Store $here
        Sync-PersistStore $here, $there | Out-Null
        Close-AllStore
        Remove-Item "$hub*" -Exclude *.backup
        Copy-Item "$hub.backup" $hub
        $here, $there = Open-Both
    }
    AfterEach { Close-AllStore }

    It 'Sync stops with an error that names the command, and local use goes on' {
        { Sync-PersistStore $here -ErrorAction Stop } | Should -Throw -ErrorId 'Rewound,*' -ExpectedMessage '*Repair-PersistStore*'
        (Get-PersistSyncStatus $here).State | Should -Be Faulted
        Set-PersistItem b 1 -Store $here
        Get-PersistItem a -ValueOnly -Store $here | Should -Be 2
    }

    It 'Local sends again what was lost, and Remote takes it from there' {
        $repaired = Repair-PersistStore $here -Keep Local -Force
        $repaired.Kind | Should -Be KeepLocal
        $repaired.Changed | Should -Be 2
        Sync-PersistStore $here | Out-Null
        (Repair-PersistStore $there -Keep Remote -Confirm:$false).Kind | Should -Be KeepRemote
        Sync-PersistStore $there | Out-Null
        foreach ($store in $here, $there) {
            Get-PersistItem a -ValueOnly -Store $store | Should -Be 2
            Get-PersistItem lost -ValueOnly -Store $store | Should -Be 1
            Get-PersistConflict -Store $store | Should -BeNullOrEmpty
        }
        (Get-PersistSyncStatus $here).LastRecovery.Kind | Should -Be KeepLocal
    }

    It 'Remote gives up what was lost, and the log brings it back' {
        Set-PersistItem waits 1 -Store $here
        (Repair-PersistStore $here -Keep Remote -Force).Kept | Should -Be 1
        Get-PersistItem a -ValueOnly -Store $here | Should -Be 1
        Get-PersistItem waits -ValueOnly -Store $here | Should -Be 1
        Get-PersistConflict -Key lost -Store $here | Resolve-PersistConflict -Use Local
        Get-PersistItem lost -ValueOnly -Store $here | Should -Be 1
        Sync-PersistStore $here | Out-Null
    }

    It 'Says what it will do, and WhatIf changes nothing, with -Force too' {
        $said = & { Repair-PersistStore $here -Keep Local -Force -WhatIf } | Out-String
        $said | Should -BeNullOrEmpty
        (Get-PersistSyncStatus $here).LastRecovery | Should -BeNullOrEmpty
        $WhatIfPreference = $true
        try { Repair-PersistStore $here -Keep Local -Force } finally { $WhatIfPreference = $false }
        (Get-PersistSyncStatus $here).LastRecovery | Should -BeNullOrEmpty
    }

    It 'Refuses where there is nothing to repair' {
        Repair-PersistStore $here -Keep Local -Force | Out-Null
        { Repair-PersistStore $here -Keep Local -Force -ErrorAction Stop } | Should -Throw -ErrorId 'NothingToRepair,*'
    }

    It 'Fits the screen' {
        $lines = (Repair-PersistStore $here -Keep Local -Force | Out-String -Width 79) -split '\r?\n' | ForEach-Object { $_ -replace '\e\[[\d;]*m' } | Where-Object { $_ }
        $lines[0].Trim() -split '\s+' | Should -Be ('Store Kind At Kept Sent Buried Changed' -split ' ')
        $lines | Where-Object Length -GT 79 | Should -BeNullOrEmpty
    }
}
