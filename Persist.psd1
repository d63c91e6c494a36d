@{
    RootModule           = 'Persist.PowerShell.dll'
    # The build stamps the version of Directory.Build.props here.
    ModuleVersion        = '0.0.0'
    GUID                 = '4d1c7b52-0f5e-4b8e-9b0a-6c1e2f7a9d34'
    Author               = 'The Persist authors'
    CompanyName          = 'The Persist authors'
    Copyright            = '(c) The Persist authors. MIT licence.'
    Description          = 'An offline-first store for PowerShell: writes are durable locally at once and sync through PostgreSQL or a SQLite file when there is a connection. Conflicts are settled by your strategy, and nothing that was acknowledged is lost.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('Persist.format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Add-PersistSetMember'
        'Close-PersistStore'
        'Export-PersistStore'
        'Get-PersistConflict'
        'Get-PersistItem'
        'Get-PersistQueue'
        'Get-PersistStore'
        'Get-PersistSyncStatus'
        'Import-PersistStore'
        'New-PersistStore'
        'Optimize-PersistStore'
        'Register-PersistConflictHandler'
        'Register-PersistSyncHandler'
        'Remove-PersistItem'
        'Remove-PersistMapField'
        'Remove-PersistOperation'
        'Remove-PersistSetMember'
        'Remove-PersistStore'
        'Repair-PersistStore'
        'Reset-PersistCounter'
        'Resolve-PersistConflict'
        'Restart-PersistOperation'
        'Resume-PersistSync'
        'Set-PersistItem'
        'Set-PersistMapField'
        'Suspend-PersistSync'
        'Sync-PersistStore'
        'Test-PersistItem'
        'Test-PersistMerge'
        'Test-PersistStore'
        'Unregister-PersistConflictHandler'
        'Unregister-PersistSyncHandler'
        'Update-PersistCounter'
        'Wait-PersistSync'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('Offline', 'OfflineFirst', 'LocalFirst', 'Sync', 'Replication', 'SQLite', 'PostgreSQL', 'KeyValue', 'Store', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            # The build stamps the address of the repository here, where it has one.
            ProjectUri   = ''
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
