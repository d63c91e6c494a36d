BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Close-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Frees the file, which can be deleted and opened again' {
        $store = Open-Store -File closing.db
        Set-PersistItem a 1
        Close-PersistStore $store
        $store.IsOpen | Should -BeFalse
        Get-ChildItem $TestDrive -Include closing.db-wal, closing.db-shm -Recurse | Should -BeNullOrEmpty
        Remove-Item $store.Path
        (Open-Store -Name $store.Name -File closing.db).IsOpen | Should -BeTrue
        Test-PersistItem a | Should -BeFalse
    }

    It 'Keeps what waits for the remote' {
        $hub = Join-Path $TestDrive closing-hub.db
        $store = Open-Store -Name kept -File kept.db -With @{ Remote = $hub; Suspended = $true }
        Set-PersistItem a 1
        $store | Close-PersistStore
        Open-Store -Name kept -File kept.db -With @{ Remote = $hub; Suspended = $true } | Out-Null
        (Get-PersistSyncStatus).Pending | Should -Be 1
        (Sync-PersistStore).Pushed | Should -Be 1
    }

    It 'A store that is closed already stays so, and nothing is said' {
        $store = Open-Store
        $store, $store | Close-PersistStore -ErrorAction Stop
        { Close-PersistStore $store -ErrorAction Stop } | Should -Not -Throw
        { Close-PersistStore never-opened -ErrorAction Stop } | Should -Throw -ErrorId 'StoreNotFound,*'
    }

    It 'A closed store object is refused with StoreClosed' {
        $store = Open-Store
        Close-PersistStore $store
        { Set-PersistItem a 1 -Store $store } | Should -Throw -ErrorId 'StoreClosed,*'
    }

    It 'Ends the handlers of the store' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive events-hub.db; Suspended = $true }
        Register-PersistSyncHandler -Action { } | Out-Null
        Register-PersistConflictHandler -Action { } | Out-Null
        Close-PersistStore $store
        Get-EventSubscriber | Should -BeNullOrEmpty
    }

    It 'A script that ends without closing leaves one whole file' {
        $path = Join-Path $TestDrive ended.db
        Invoke-FreshShell -Command "Import-Module '$script:ModulePath'; `$null = New-PersistStore ended '$path'; Set-PersistItem k 1"
        "$path-wal" | Should -Not -Exist
        Copy-Item $path "$path.copy"
        New-PersistStore ended "$path.copy" | Out-Null
        Get-PersistItem k -ValueOnly | Should -Be 1
    }

    It 'A process ends in order when the folder of an open store is gone, and the others are closed' -Skip:$IsWindows {
        $folder, $other = (Join-Path $TestDrive gone), (Join-Path $TestDrive stays.db)
        $said = Invoke-FreshShell -Command "Import-Module '$script:ModulePath'; `$null = New-PersistStore gone '$folder/a.db'; `$null = New-PersistStore stays '$other'; Set-PersistItem k 1 -Store gone; Remove-Item '$folder' -Recurse" 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        "$other-wal" | Should -Not -Exist
    }

    It 'A name that is not open is an error of its own, and the others are closed' {
        $store = Open-Store
        Close-PersistStore nope, $store.Name -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'StoreNotFound,*'
        $store.IsOpen | Should -BeFalse
    }

    It 'A variable that is null by mistake is no store' {
        Open-Store | Out-Null
        foreach ($command in { Set-PersistItem k 1 -Store $null }, { Get-PersistItem -Store $null }, { Export-PersistStore x -Store $null }) {
            $command | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        }
    }
}
