BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Get-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Shows the replica that a copied file has become' {
        $hub = Join-Path $TestDrive copied-hub.db
        $with = @{ Remote = $hub; Suspended = $true }
        $store = Open-Store -Name copied -File copied.db -With $with
        Set-PersistItem a 1
        Sync-PersistStore | Out-Null
        Close-PersistStore $store
        Copy-Item $store.Path (Join-Path $TestDrive copy.db)
        $store, $copy = 'copied.db', 'copy.db' | ForEach-Object { Open-Store -Name copied -File $_ -With $with }
        foreach ($each in $store, $copy, $store) {
            Set-PersistItem $each.Path 1 -Store $each
            Sync-PersistStore $each -WarningAction SilentlyContinue | Out-Null
        }
        $copy.Replica | Should -Not -Be $store.Replica
        (Get-PersistItem $copy.Path -Store $store).Replica | Should -Be $copy.Replica
    }

    It 'Lists the open stores, by name and by wildcard' {
        Open-Store -Name alpha | Out-Null
        Open-Store -Name beta | Out-Null
        (Get-PersistStore).Name | Should -Be alpha, beta
        (Get-PersistStore al*).Name | Should -Be alpha
        (Get-PersistStore beta).Name | Should -Be beta
    }

    It 'An unknown name is an error, an unmatched wildcard is not' {
        { Get-PersistStore nobody -ErrorAction Stop } | Should -Throw -ErrorId 'StoreNotFound,*'
        Get-PersistStore nobody* | Should -BeNullOrEmpty
    }

    It 'Which store is meant: none open, several open, a name that fits two' {
        { Get-PersistItem a } | Should -Throw -ErrorId 'NoStoreOpen,*'
        $first, $second = Open-Replica
        { Get-PersistItem a } | Should -Throw -ErrorId 'StoreAmbiguous,*'
        Open-Store -Name another | Out-Null
        { Get-PersistItem a } | Should -Throw -ErrorId 'StoreNotGiven,*'
        { Get-PersistItem a -Store $first.Name } | Should -Throw -ErrorId 'StoreAmbiguous,*'
        Set-PersistItem a 1 -Store $second
        Test-PersistItem a -Store $first | Should -BeFalse
        Test-PersistItem a -Store $second | Should -BeTrue
    }

    It 'What is left of a store on its way into a job stands for its name' {
        $store = Open-Store -Name elsewhere
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($store))
        Set-PersistItem a 1 -Store $copy
        Get-PersistItem a -Store $store -ValueOnly | Should -Be 1
        Close-PersistStore $store
        { Get-PersistItem a -Store $copy -ErrorAction Stop } | Should -Throw -ErrorId 'StoreNotFound,*'
        { Get-PersistItem a -Store ([pscustomobject]@{ Name = 'elsewhere' }) } | Should -Throw '*A store cannot be of the type PSCustomObject*'
    }

    It 'A store opened in one runspace is seen in another' {
        Open-Store -Name shared | Out-Null
        $module = $script:ModulePath
        1 | ForEach-Object -Parallel { Import-Module $using:module; (Get-PersistStore).Name } | Should -Be shared
    }
}
