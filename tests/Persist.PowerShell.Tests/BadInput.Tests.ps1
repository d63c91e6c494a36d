BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Bad input has an error id, a category, and a sentence that says what to do' {
    AfterEach { Close-AllStore }

    It 'A file written by a newer version is left as it was' {
        $store = Open-Store -Name newer -File newer.db
        Set-PersistItem a 1
        Close-PersistStore $store
        # The schema version is user_version: four bytes at offset 60 of the header.
        $bytes = [IO.File]::ReadAllBytes($store.Path)
        $bytes[61] = 99
        [IO.File]::WriteAllBytes($store.Path, $bytes)
        $failure = { Open-Store -Name newer -File newer.db } | Should -Throw -ErrorId 'NewerSchema,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be InvalidOperation
        [IO.File]::ReadAllBytes($store.Path) | Should -Be $bytes
    }

    It 'A folder that may not be written' -Skip:($IsWindows -or (id -u) -eq 0) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive locked)
        chmod 500 $folder
        { New-PersistStore locked (Join-Path $folder a.db) } | Should -Throw -ErrorId 'PathNotWritable,*'
        chmod 700 $folder
    }

    It 'A full disk: nothing that was acknowledged is lost' -Skip:(-not $IsLinux -or (id -u) -ne 0 -or -not (Get-Command mount -ErrorAction Ignore)) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive small)
        mount -t tmpfs -o size=4m tmpfs $folder 2>$null
        if ($LASTEXITCODE -ne 0) { Set-ItResult -Skipped -Because 'a small file system cannot be mounted here'; return }
        try {
            New-PersistStore full (Join-Path $folder full.db) | Out-Null
            $kept = 1..400 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = 'x' * 32kb } } |
                Set-PersistItem -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.Count | Should -BeGreaterThan 0
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'DiskFull,*'
            $failures[0].CategoryInfo.Category | Should -Be ResourceUnavailable
            $failures[0].TargetObject | Should -BeLike 'k*'
            $kept | Where-Object { -not (Test-PersistItem $_.Key) } | Should -BeNullOrEmpty
        }
        finally {
            Close-AllStore
            umount $folder
        }
    }

    It 'A wrong password: the login is refused, and the password appears nowhere' -Skip:(-not $env:PERSIST_TEST_POSTGRES) {
        $secret = 'Hunter2-very-secret'
        $parts = [System.Data.Common.DbConnectionStringBuilder]::new()
        $parts.set_ConnectionString($env:PERSIST_TEST_POSTGRES)
        $user = [string]($parts['Username'] ?? $parts['User ID'])
        foreach ($name in 'Username', 'User ID', 'Password') { $parts.Remove($name) | Out-Null }
        $credential = [pscredential]::new($user, (ConvertTo-SecureString $secret -AsPlainText -Force))
        Open-Store -With @{ Remote = $parts.get_ConnectionString(); RemoteCredential = $credential; Suspended = $true } | Out-Null
        Set-PersistItem a 1
        $failure = { Sync-PersistStore -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteLogin,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be AuthenticationError
        $everything = ($failure | Format-List * -Force | Out-String) + $failure.Exception.ToString() +
            (Get-PersistStore | Format-List * | Out-String) + (Get-PersistSyncStatus | Format-List * | Out-String)
        $everything | Should -Not -BeLike "*$secret*"
        (Get-PersistSyncStatus).LastErrorId | Should -Be RemoteLogin
        Get-PersistItem a -ValueOnly | Should -Be 1
    }

    It 'The store''s own file as its remote, and a remote''s file as a store' {
        $file = Join-Path $TestDrive same.db
        { New-PersistStore same $file -Remote $file } | Should -Throw -ErrorId 'InvalidRemoteAddress,*'
        $file | Should -Not -Exist
        $hub = Join-Path $TestDrive is-a-hub.db
        $here, $there = Open-Replica -Remote $hub
        Set-PersistItem a 1 -Store $here
        Sync-PersistStore $here | Out-Null
        Close-AllStore
        $failure = { New-PersistStore mistaken $hub } | Should -Throw -ErrorId 'NotAStore,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*Persist hub file*-Remote*'
    }

    It 'A credential for a file is told to be without use' {
        $credential = [pscredential]::new('ada', (ConvertTo-SecureString x -AsPlainText -Force))
        New-PersistStore idle (Join-Path $TestDrive idle.db) -Remote (Join-Path $TestDrive idle-hub.db) -RemoteCredential $credential -Suspended -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        "$warnings" | Should -BeLike '*-RemoteCredential is not used*'
    }

    It 'No message has two full stops in a row' {
        Open-Store | Close-PersistStore
        $engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Persist.Engine' }
        $entry = $engine.GetType('Persist.Engine.Errors.PersistErrors').GetField('LocalFailure').GetValue($null)
        $message = $entry.With('a.db', 'Access to the path is denied.').Message
        $message | Should -BeLike '*Access to the path is denied. *'
        $message | Should -Not -BeLike '*..*'
    }

    It 'Two open stores of one name are told apart by their paths at once' {
        $here, $there = Open-Replica
        $failure = { Get-PersistItem -ErrorAction Stop } | Should -Throw -ErrorId 'StoreAmbiguous,*' -PassThru
        foreach ($path in $here.Path, $there.Path) { $failure.Exception.Message.Contains($path) | Should -BeTrue }
    }

    It 'An address with something wrong in it does not repeat the password' {
        $failure = { Open-Store -With @{ Remote = 'Host=x;Password=Hunter2-very-secret;NoSuchSetting=1' } } | Should -Throw -PassThru
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -BeIn InvalidRemoteAddress, UnknownRemote
        ($failure | Format-List * -Force | Out-String) + $failure.Exception.Message | Should -Not -BeLike '*Hunter2-very-secret*'
    }
}
