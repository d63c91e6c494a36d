BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Remove-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Closes the store and deletes its files' {
        $store = Open-Store -File gone.db
        Set-PersistItem a 1
        Remove-PersistStore $store -Force -Confirm:$false
        $store.IsOpen | Should -BeFalse
        Get-ChildItem $TestDrive -Filter 'gone.db*' | Should -BeNullOrEmpty
    }

    It 'Force does not ask, unless -Confirm or -WhatIf is given' {
        # In a session without a host nobody can answer, and the question is an error.
        function Invoke-Alone([hashtable] $With) {
            $shell = [powershell]::Create()
            try {
                $script = { param($module, $store, $with) Import-Module $module; Remove-PersistStore $store @with }
                $shell.AddScript($script).AddArgument($script:ModulePath).AddArgument($store).AddArgument($With).Invoke() | Out-Null
                "$($shell.Streams.Error)"
            }
            finally { $shell.Dispose() }
        }
        $store = Open-Store
        Set-PersistItem a 1
        foreach ($asked in @{}, @{ Force = $true; Confirm = $true }) { Invoke-Alone $asked | Should -BeLike '*prompt*' }
        Invoke-Alone @{ Force = $true; WhatIf = $true } | Should -BeNullOrEmpty
        $store.IsOpen | Should -BeTrue
        Invoke-Alone @{ Force = $true } | Should -BeNullOrEmpty
        $store.Path | Should -Not -Exist
    }

    It 'Changes that no remote has are kept unless forced, and the store stays open' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive pending-hub.db; Suspended = $true }
        Set-PersistItem a 1
        { Remove-PersistStore $store -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PendingChanges,*'
        $store.IsOpen | Should -BeTrue
        Get-PersistItem a -ValueOnly | Should -Be 1
        Remove-PersistStore $store -Force -Confirm:$false
        $store.Path | Should -Not -Exist
    }

    It 'So are changes that the remote refused, of a store that is open and of one that is not' {
        $first, $second = Open-Replica
        Update-PersistCounter big -By 9000000000000000000 -Store $first | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $second | Out-Null
        $first, $second | Sync-PersistStore | Out-Null
        (Get-PersistSyncStatus $second).Pending | Should -Be 0
        { Remove-PersistStore $second -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PendingChanges,*'
        Close-PersistStore $second
        { Remove-PersistStore -Path $second.Path -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PendingChanges,*'
        $second.Path | Should -Exist
    }

    It 'Deletes the file of a closed store by its path' {
        $store = Open-Store -File closed.db
        Close-PersistStore $store
        Remove-PersistStore -Path $store.Path -Confirm:$false
        $store.Path | Should -Not -Exist
    }

    It 'A file that is no store is never deleted' {
        $file = Join-Path $TestDrive letter.txt
        'dear all' | Set-Content $file
        { Remove-PersistStore -Path $file -Force -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'NotAStore,*'
        $file | Should -Exist
    }

    It 'A hub that stores sync through is never deleted as a store' {
        $hub = Join-Path $TestDrive shared-hub.db
        $store = Open-Store -With @{ Remote = $hub; Suspended = $true }
        Set-PersistItem a 1
        Sync-PersistStore | Out-Null
        foreach ($force in $true, $false) { { Remove-PersistStore -Path $hub -Force:$force -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'StoreInUse,*' }
        Invoke-FreshShell -Command "Import-Module '$script:ModulePath'; try { Remove-PersistStore -Path '$hub' -Force -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }" |
            Should -BeLike 'NotAStore,*'
        Set-PersistItem a 2
        (Sync-PersistStore).Pushed | Should -Be 1
    }

    It 'A file that is not there is an error, with -WhatIf as well' {
        foreach ($path in 'no-such.db', '*.db') {
            { Remove-PersistStore -Path (Join-Path $TestDrive $path) -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'StoreFileNotFound,*'
            { Remove-PersistStore -Path (Join-Path $TestDrive $path) -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'StoreFileNotFound,*'
        }
    }

    It 'WhatIf deletes nothing' {
        $store = Open-Store
        Remove-PersistStore $store -WhatIf
        $store.IsOpen | Should -BeTrue
        $store.Path | Should -Exist
    }
}
