BeforeAll {
    . $PSScriptRoot/Fixture.ps1
    # Stores without a path go into the user's folder for application data: outside Windows, into the test's.
    $before = $env:XDG_DATA_HOME
    $env:XDG_DATA_HOME = $TestDrive
    # In a session of its own, so that one that does not come to an end is noticed.
    $store = Open-Store -Name hostile
    $closed = Open-Store -Name closed
    Close-PersistStore $closed
    Set-PersistItem a 1 -Store $store
    Update-PersistCounter c -Store $store | Out-Null
    $case = [hashtable]::Synchronized(@{})
    $shell = [powershell]::Create()
    $shell.AddCommand((Join-Path $PSScriptRoot HostileInput.ps1)).AddParameters(@{
            Module = $script:ModulePath; Store = $store; Closed = $closed; Case = $case; Folder = "$TestDrive"
        }) | Out-Null
    $running = $shell.BeginInvoke()
    $script:inTime = $running.AsyncWaitHandle.WaitOne([timespan]::FromSeconds(180))
    $script:last = "$($case.command) -$($case.parameter) with $($case.value)"
    if ($script:inTime) { $script:results = $shell.EndInvoke($running); $shell.Dispose() } else { $shell.BeginStop($null, $null) | Out-Null }
    Close-AllStore
    $env:XDG_DATA_HOME = $before
}

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot .. .. out Persist Persist.psd1)
    $commands = Get-Command -Module Persist | ForEach-Object { @{ name = $_.Name } }
}

# Every parameter of every cmdlet, as Get-Command tells of them: a new one is covered by itself.
Describe 'Hostile values for every parameter' {
    It 'Come to an end' {
        $script:inTime | Should -BeTrue -Because "$script:last should"
    }

    It 'Are used by <name>, or refused with an id that is ours or the binder''s, without a trace' -ForEach $commands {
        $result = $script:results | Where-Object Command -EQ $name
        $result.Wrong | Should -BeNullOrEmpty
        $result.Count | Should -BeGreaterThan 20
    }
}
