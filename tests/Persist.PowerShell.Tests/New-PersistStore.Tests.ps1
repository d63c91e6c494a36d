BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'New-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Makes the file, and the folder it stands in' {
        $store = Open-Store -File 'deep/er/a.db'
        Join-Path $TestDrive deep er a.db | Should -Exist
        $store.IsOpen | Should -BeTrue
        $store.Adapter | Should -Be Sqlite
        $store.Strategy | Should -Be LastWriteWins
        $store.Interval | Should -Be 10000
    }

    It 'A relative path stands for the location of PowerShell, not of the process' {
        Push-Location $TestDrive
        try {
            $store = New-PersistStore -Name relative -Path ./relative.db -Remote ./hub.db
            Join-Path $TestDrive relative.db | Should -Exist
            $store.Remote | Should -BeLike '*hub.db'
            Set-PersistItem a 1
            Sync-PersistStore | Out-Null
            Join-Path $TestDrive hub.db | Should -Exist
        }
        finally { Pop-Location }
    }

    It 'A hub is found from the location of PowerShell, whatever is in its name: <_>' -ForEach 'bare.db', './a=b.db', './db01.corp.example' {
        Push-Location $TestDrive
        try { $store = New-PersistStore (New-StoreName) ./beside.db -Remote $_ -Suspended }
        finally { Pop-Location }
        $store.Remote | Should -Be (Join-Path $TestDrive ($_ -replace '^\./'))
        Close-PersistStore $store
        Remove-Item (Join-Path $TestDrive beside.db*)
    }

    It 'The same path with the same settings is the same store' {
        $name = New-StoreName
        $first = Open-Store -Name $name -File same.db
        Open-Store -Name $name -File same.db | Should -Be $first
        @(Get-PersistStore).Count | Should -Be 1
    }

    It 'The same path with other settings is refused, and says which differ' {
        $name = New-StoreName
        Open-Store -Name $name -File other.db
        $failure = { Open-Store -Name $name -File other.db -With @{ Interval = 5000 } } | Should -Throw -ErrorId 'StoreAlreadyOpen,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be ResourceExists
        $failure.Exception.Message | Should -BeLike '*-Interval*'
    }

    It 'A path through a link is the same store' -Skip:$IsWindows {
        $name = New-StoreName
        $first = Open-Store -Name $name -File real.db
        New-Item -ItemType SymbolicLink -Path (Join-Path $TestDrive link.db) -Target (Join-Path $TestDrive real.db) | Out-Null
        Open-Store -Name $name -File link.db | Should -Be $first
    }

    It 'A path through a link in the target of a link is the same store' -Skip:$IsWindows {
        $name = New-StoreName
        New-Item -ItemType Directory (Join-Path $TestDrive real) | Out-Null
        New-Item -ItemType SymbolicLink (Join-Path $TestDrive folder) -Target (Join-Path $TestDrive real) | Out-Null
        $first = Open-Store -Name $name -File real/inner.db
        New-Item -ItemType SymbolicLink (Join-Path $TestDrive outer.db) -Target (Join-Path $TestDrive folder inner.db) | Out-Null
        Open-Store -Name $name -File outer.db | Should -Be $first
    }

    # Closing any descriptor of a file frees the locks that the process has on it; another process then deletes the log below this one.
    It 'Opening an open store again leaves SQLite its locks' -Skip:(-not $IsLinux) {
        $name = New-StoreName
        $path = (Open-Store -Name $name -File locked.db).Path
        $inode = & stat -c %i $path
        $held = { @(Get-Content /proc/locks) -match " $PID \S+:$inode " } # an inode's number may be another file's on another disk
        & $held | Should -Not -BeNullOrEmpty
        Open-Store -Name $name -File locked.db | Out-Null
        & $held | Should -Not -BeNullOrEmpty
    }

    It 'Refuses <case> with <id>' -ForEach @(
        @{ case = 'a name with a slash'; id = 'InvalidStoreName'; category = 'InvalidArgument'; with = @{ Name = 'a/b' } }
        @{ case = 'an unknown remote'; id = 'UnknownRemote'; category = 'InvalidArgument'; with = @{ Remote = 'mongodb://example' } }
        @{ case = 'the name of a server'; id = 'UnknownRemote'; category = 'InvalidArgument'; with = @{ Remote = 'db01.corp.example' } }
        @{ case = 'an IP address'; id = 'UnknownRemote'; category = 'InvalidArgument'; with = @{ Remote = '127.0.0.1' } }
        @{ case = 'a server and a port'; id = 'UnknownRemote'; category = 'InvalidArgument'; with = @{ Remote = 'db01.corp.example:5432' } }
        @{ case = 'Custom without a merge'; id = 'MergeMissing'; category = 'InvalidArgument'; with = @{ Strategy = 'Custom' } }
        @{ case = 'a merge without Custom'; id = 'MergeNotAllowed'; category = 'InvalidArgument'; with = @{ Merge = { $args[0] } } }
        @{ case = 'an interval of no length'; id = 'InvalidInterval'; category = 'InvalidArgument'; with = @{ Interval = 0 } }
        @{ case = 'a retention of an hour'; id = 'InvalidRetention'; category = 'InvalidArgument'; with = @{ Retention = '01:00:00' } }
    ) {
        $settings = @{ Name = New-StoreName; Path = Join-Path $TestDrive refused.db } + @{}
        foreach ($key in $with.Keys) { $settings[$key] = $with[$key] }
        $failure = { New-PersistStore @settings } | Should -Throw -ErrorId "$id,*" -PassThru
        $failure.CategoryInfo.Category | Should -Be $category
        $failure.Exception.Message | Should -Match '[.]$'
        @(Get-PersistStore).Count | Should -Be 0
    }

    It 'A path that is not in the file system is refused: <_>' -ForEach 'env:/a.db', 'env:a.db', 'variable:a.db' {
        Push-Location $TestDrive
        try {
            foreach ($paths in @{ Path = $_ }, @{ Path = './b.db'; LogPath = $_ }, @{ Path = './b.db'; Remote = $_ }) {
                { New-PersistStore (New-StoreName) @paths } | Should -Throw -ErrorId 'InvalidPath,*'
            }
            './a.db', './b.db' | Should -Not -Exist
        }
        finally { Pop-Location }
    }

    It 'A relative path is refused while the location is not in the file system' {
        Push-Location env:
        try { { New-PersistStore (New-StoreName) ./a.db } | Should -Throw -ErrorId 'InvalidPath,*' -ExpectedMessage '*Environment*' }
        finally { Pop-Location }
    }

    It 'The path of a folder is none of a file, and ~ is none where there is no home' {
        foreach ($paths in @{ Path = './folder/' }, @{ Path = './b.db'; Remote = './hubs/' }) {
            { New-PersistStore (New-StoreName) @paths } | Should -Throw -ErrorId 'InvalidPath,*'
        }
        $files = Get-PSProvider FileSystem
        $before = $files.Home
        $files.Home = ''
        try { { New-PersistStore (New-StoreName) ~/a.db } | Should -Throw -ErrorId 'InvalidPath,*' -ExpectedMessage '*[Hh]ome*' }
        finally { $files.Home = $before }
    }

    It 'A network path of Windows is no file of another system' -Skip:$IsWindows {
        { New-PersistStore (New-StoreName) '\\server\share\a.db' } | Should -Throw -ErrorId 'InvalidPath,*'
        { Open-Store -With @{ Remote = '\\server\share\hub.db' } } | Should -Throw -ErrorId 'InvalidPath,*'
    }

    It 'A folder as the remote is refused at once' {
        { Open-Store -With @{ Remote = "$TestDrive" } } | Should -Throw -ErrorId 'InvalidRemoteAddress,*' -ExpectedMessage '*is a folder*'
        @(Get-PersistStore).Count | Should -Be 0
    }

    It 'Sets how long the remote keeps deletions, also later' {
        $store = Open-Store -Name retained -File retained.db -With @{ Remote = Join-Path $TestDrive retained-hub.db; Suspended = $true; Retention = '180.00:00:00' }
        Sync-PersistStore $store 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
        { Open-Store -Name retained -File retained.db -With @{ Remote = Join-Path $TestDrive retained-hub.db; Suspended = $true; Retention = '1.00:00:00' } } |
            Should -Throw -ExpectedMessage '*-Retention*'
        Close-PersistStore $store
        $store = Open-Store -Name retained -File retained.db -With @{ Remote = Join-Path $TestDrive retained-hub.db; Suspended = $true; Retention = [timespan]::MaxValue }
        Sync-PersistStore $store
        Close-PersistStore $store
    }

    It 'A file that is no store is refused and left as it was' {
        $file = Join-Path $TestDrive text.db
        'some notes of mine, longer than a header' * 100 | Set-Content $file
        $before = (Get-FileHash $file).Hash
        { New-PersistStore -Name text -Path $file } | Should -Throw -ErrorId 'NotAStore,*'
        (Get-FileHash $file).Hash | Should -Be $before
    }

    It 'A file of another store is refused' {
        Open-Store -Name one -File mine.db | Close-PersistStore
        { Open-Store -Name two -File mine.db } | Should -Throw -ErrorId 'StoreNameMismatch,*'
    }

    It 'A folder that cannot be made is an error that names the path' -Skip:$IsWindows {
        $failure = { New-PersistStore -Name nowhere -Path /proc/nowhere/a.db } | Should -Throw -PassThru
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -BeIn PathNotFound, PathNotWritable, NetworkPath
        $failure.Exception.Message | Should -BeLike '*/proc/nowhere*'
    }

    It 'WhatIf opens nothing' {
        New-PersistStore -Name whatif -Path (Join-Path $TestDrive whatif.db) -WhatIf
        Join-Path $TestDrive whatif.db | Should -Not -Exist
        @(Get-PersistStore).Count | Should -Be 0
    }

    It 'Without a path the file stands in the folder for application data' {
        $output = Invoke-FreshShell -Command "`$env:XDG_DATA_HOME = '$TestDrive'; Import-Module '$script:ModulePath'; (New-PersistStore -Name default -WhatIf:`$false).Path"
        $output | Should -BeLike (Join-Path '*' Persist default.db)
    } -Skip:$IsWindows

    It 'The password of a credential appears in no property and no message' {
        $secret = 'Hunter2-very-secret'
        $credential = [pscredential]::new('ada', (ConvertTo-SecureString $secret -AsPlainText -Force))
        $store = Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1'; RemoteCredential = $credential; Suspended = $true }
        Set-PersistItem a 1
        Sync-PersistStore -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.Count | Should -BeGreaterThan 0
        $everything = ($failures | Out-String) + $failures[0].Exception.ToString() + ($store | Format-List * | Out-String) + (Get-PersistSyncStatus | Format-List * | Out-String)
        $everything | Should -Not -BeLike "*$secret*"
        (Get-Content $store.Path -Raw) + (Get-Content "$($store.Path)-wal" -Raw) | Should -Not -BeLike "*$secret*"
    }
}
