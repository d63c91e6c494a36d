BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Unregister-PersistConflictHandler' {
    BeforeEach { $store = Open-Store -With @{ Remote = Join-Path $TestDrive unregister-hub.db; Suspended = $true } }
    AfterEach { Close-AllStore }

    It 'Leaves no subscription and no job: by <how>' -ForEach @(
        @{ how = 'store'; action = { param($Job) Unregister-PersistConflictHandler } }
        @{ how = 'source identifier'; action = { param($Job) Unregister-PersistConflictHandler -SourceIdentifier mine } }
        @{ how = 'pipeline of the job'; action = { param($Job) $Job | Unregister-PersistConflictHandler } }
        @{ how = 'pipeline of the subscriber'; action = { param($Job) Get-EventSubscriber | Unregister-PersistConflictHandler } }
    ) {
        $job = Register-PersistConflictHandler -SourceIdentifier mine -Action { }
        & $action $job
        Get-EventSubscriber | Should -BeNullOrEmpty
        Get-Job | Where-Object Id -EQ $job.Id | Should -BeNullOrEmpty
    }

    It 'Leaves the sync handlers alone' {
        Register-PersistSyncHandler -SourceIdentifier other -Action { } | Out-Null
        Register-PersistConflictHandler -Action { } | Out-Null
        Unregister-PersistConflictHandler
        (Get-EventSubscriber).SourceIdentifier | Should -Be other
    }

    It 'An unknown name is an error' {
        { Unregister-PersistConflictHandler -SourceIdentifier nobody -ErrorAction Stop } | Should -Throw -ErrorId 'HandlerNotFound,*'
    }
}
