BeforeAll { . $PSScriptRoot/Fixture.ps1 }

BeforeDiscovery {
    # Each with the way back that docs/values.md names: what it gives must be the value again.
    $values = @(
        @{ type = 'string'; value = { "Größe 😀 `0 `u{2028} \ `"" }; back = { $_ } }
        @{ type = 'empty string'; value = { '' }; back = { $_ } }
        @{ type = 'string that looks like a date'; value = { '2026-01-02T03:04:05.1234567+02:00' }; back = { $_ } }
        @{ type = 'char'; value = { [char]0 }; back = { [char]$_ } }
        @{ type = 'bool'; value = { $false }; back = { $_ } }
        @{ type = 'null'; value = { $null }; back = { $_ } }
        @{ type = 'sbyte'; value = { [sbyte]::MinValue }; back = { [sbyte]$_ } }
        @{ type = 'byte'; value = { [byte]::MaxValue }; back = { [byte]$_ } }
        @{ type = 'short'; value = { [short]::MinValue }; back = { [short]$_ } }
        @{ type = 'ushort'; value = { [ushort]::MaxValue }; back = { [ushort]$_ } }
        @{ type = 'int'; value = { [int]::MinValue }; back = { [int]$_ } }
        @{ type = 'uint'; value = { [uint]::MaxValue }; back = { [uint]$_ } }
        @{ type = 'long'; value = { [long]::MinValue }; back = { $_ } }
        @{ type = 'ulong'; value = { [ulong]::MaxValue }; back = { [ulong]$_ } }
        @{ type = 'Int128'; value = { [Int128]::MinValue }; back = { [Int128]::Parse([string]$_) } }
        @{ type = 'bigint'; value = { - [bigint]::Pow(7, 400) }; back = { $_ } }
        @{ type = 'decimal'; value = { [decimal]::MinValue }; back = { [decimal]$_ } }
        @{ type = 'decimal of 28 places'; value = { 0.0000000000000000000000000001d }; back = { $_ } }
        @{ type = 'decimal with zeros'; value = { 1.500d }; back = { $_ } }
        @{ type = 'double'; value = { [double]::MaxValue }; back = { $_ } }
        @{ type = 'least double'; value = { [double]::Epsilon }; back = { $_ } }
        @{ type = 'third'; value = { 1 / 3 }; back = { [double]$_ } }
        @{ type = 'negative zero'; value = { -0.0 }; back = { [double]$_ } }
        @{ type = 'float'; value = { [float]::MaxValue }; back = { [float]$_ } }
        @{ type = 'Half'; value = { [Half]::MaxValue }; back = { [Half]$_ } }
        @{ type = 'IntPtr'; value = { [IntPtr]::MinValue }; back = { [IntPtr][long]$_ } }
        @{ type = 'datetime'; value = { [datetime]::SpecifyKind([datetime]::MaxValue, 'Utc') }; back = { ([datetime]$_).ToUniversalTime() } }
        @{ type = 'first datetime'; value = { [datetime]::MinValue }; back = { [datetime]$_ } }
        @{ type = 'datetimeoffset'; value = { [datetimeoffset]::MaxValue.ToOffset('-14:00') }; back = { [datetimeoffset]$_ } }
        @{ type = 'dateonly'; value = { [dateonly]::MaxValue }; back = { [dateonly]$_ } }
        @{ type = 'timeonly'; value = { [timeonly]::MaxValue }; back = { [timeonly]$_ } }
        @{ type = 'timespan'; value = { [timespan]::MinValue }; back = { [timespan]$_ } }
        @{ type = 'guid'; value = { [guid]'4d1c7b52-0f5e-4b8e-9b0a-6c1e2f7a9d34' }; back = { [guid]$_ } }
        @{ type = 'uri'; value = { [uri]'https://example.org/a b?ü#%20' }; back = { [uri]$_ } }
        @{ type = 'relative uri'; value = { [uri]'../a/b' }; back = { [uri]$_ } }
        @{ type = 'version'; value = { [version]'1.2' }; back = { [version]$_ } }
        @{ type = 'semver'; value = { [semver]'1.2.3-rc.1+b' }; back = { [semver]$_ } }
        @{ type = 'ipaddress'; value = { [ipaddress]'fe80::1' }; back = { [ipaddress]$_ } }
        @{ type = 'enum'; value = { [DayOfWeek]::Friday }; back = { [DayOfWeek]$_ } }
        @{ type = 'enum without a name'; value = { [enum]::ToObject([DayOfWeek], 99) }; back = { [enum]::Parse([DayOfWeek], $_) } }
        @{ type = 'flags'; value = { [IO.FileAttributes]'ReadOnly, Hidden' }; back = { [IO.FileAttributes]$_ } }
        @{ type = 'byte[]'; value = { , [byte[]](0..255) }; back = { , [convert]::FromBase64String($_) } }
        @{ type = 'empty byte[]'; value = { , [byte[]]@() }; back = { , [convert]::FromBase64String($_) } }
        @{ type = 'StringBuilder'; value = { [Text.StringBuilder]::new('text') }; back = { [Text.StringBuilder]::new($_) } }
    )
    $texts = @(
        @{ type = 'empty array'; value = { , @() }; text = '[]' }
        @{ type = 'array of one'; value = { , @('a') }; text = '["a"]' }
        @{ type = 'arrays in arrays'; value = { , @(@(), @(, @(1)), @($null)) }; text = '[[],[[1]],[null]]' }
        @{ type = 'array of two dimensions'; value = { $a = [int[,]]::new(2, 2); $a[0, 1] = 1; $a[1, 0] = 2; , $a }; text = '[[0,1],[2,0]]' }
        @{ type = 'list'; value = { , [Collections.Generic.List[object]]@(1, 'a') }; text = '[1,"a"]' }
        @{ type = 'hashtable'; value = { @{ b = 1; a = @{ c = $null } } }; text = '{"a":{"c":null},"b":1}' }
        @{ type = 'empty hashtable'; value = { @{} }; text = '{}' }
        @{ type = 'ordered'; value = { [ordered]@{ b = 1; a = 2 } }; text = '{"b":1,"a":2}' }
        @{ type = 'keys that are no strings'; value = { @{ 1 = 'a'; [DayOfWeek]::Friday = 'b' } }; text = '{"1":"a","Friday":"b"}' }
        @{ type = 'PSCustomObject'; value = { [pscustomobject]@{ b = @(1); a = [pscustomobject]@{} } }; text = '{"b":[1],"a":{}}' }
        @{ type = 'tuple'; value = { [ValueTuple]::Create(1, 'a') }; text = '{"Length":2,"Item1":1,"Item2":"a"}' }
        @{ type = 'deserialized object'; value = { $o = [pscustomobject]@{ n = 1; list = @(1); when = [datetime]::SpecifyKind('2026-01-02', 'Utc') }; [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($o)) }; text = '{"n":1,"list":[1],"when":"2026-01-02T00:00:00Z"}' }
        @{ type = 'deserialized enum'; value = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(@{ day = [DayOfWeek]::Friday })) }; text = '{"day":5}' }
        @{ type = 'file'; value = { [IO.FileInfo]::new('/a/b.txt') | Select-Object Name, DirectoryName }; text = $IsWindows ? $null : '{"Name":"b.txt","DirectoryName":"/a"}' }
    )
    $refused = @(
        @{ type = 'secure string'; value = { [securestring]::new() }; id = 'SecretRefused' }
        @{ type = 'credential in an object'; value = { [pscustomobject]@{ login = [pscredential]::new('ada', [securestring]::new()) } }; id = 'SecretRefused' }
        @{ type = 'network credential'; value = { [Net.NetworkCredential]::new('ada', 'x') }; id = 'SecretRefused' }
        @{ type = 'script block'; value = { { 1 } }; id = 'ValueNotStorable' }
        @{ type = 'delegate'; value = { @{ f = [Action]{ } } }; id = 'ValueNotStorable' }
        @{ type = 'NaN'; value = { [double]::NaN }; id = 'NumberNotFinite' }
        @{ type = 'infinite Half'; value = { [Half]::PositiveInfinity }; id = 'NumberNotFinite' }
        @{ type = 'half a surrogate pair'; value = { "a$([char]0xD83D)" }; id = 'InvalidValue' }
        @{ type = 'half a surrogate pair as a char'; value = { [char]0xDE00 }; id = 'InvalidValue' }
    )
    $remotes = @(@{ remote = 'a hub'; address = $null; skip = $false }, @{ remote = 'PostgreSQL'; address = $env:PERSIST_TEST_POSTGRES; skip = -not $env:PERSIST_TEST_POSTGRES })
}

Describe 'Values of every type, here and at another replica behind <remote>' -ForEach $remotes {
    BeforeAll {
        if (-not $skip) {
            $with = if ($address) { @{ Remote = $address } } else { @{} }
            $script:here, $script:there = Open-Replica @with
        }

        # All that two values of one type can differ in.
        function Get-Bits {
            param($Value)
            switch ($true) {
                { $Value -is [double] } { return [BitConverter]::DoubleToInt64Bits($Value) }
                { $Value -is [decimal] } { return "$([decimal]::GetBits($Value))" }
                { $Value -is [datetimeoffset] } { return $Value.ToString('o') }
                { $Value -is [byte[]] } { return [convert]::ToHexString($Value) }
                { $Value -is [Text.StringBuilder] } { return "$Value" }
                default { return $Value }
            }
        }

        # What the other replica shows must be the same text.
        function Send-Value {
            param([string] $Key, [AllowNull()] $Value)
            Set-PersistItem $Key $Value -Store $script:here -ErrorAction Stop
            Sync-PersistStore $script:here, $script:there | Out-Null
            $text = Get-PersistItem $Key -AsJson -Store $script:there
            $text -ceq (Get-PersistItem $Key -AsJson -Store $script:here) | Should -BeTrue
            $text
        }
    }
    AfterAll { Close-AllStore }

    It 'Are all the same text there' -Skip:$skip {
        foreach ($one in $values + $texts) {
            $value = & $one.value
            if ($one.text -or $one.back) { Set-PersistItem $one.type $value -Store $script:here -ErrorAction Stop }
        }
        Sync-PersistStore $script:here, $script:there | Out-Null
        Get-PersistItem -AsJson -Store $script:there | Should -BeExactly @(Get-PersistItem -AsJson -Store $script:here)
        (Get-PersistItem -Store $script:there).Key.Count | Should -BeGreaterThan 50
    } -ForEach @(@{ values = $values; texts = $texts })

    It 'Are the values again' -Skip:$skip -ForEach @(@{ values = $values }) {
        foreach ($one in $values) {
            $expected = & $one.value
            $again = Get-PersistItem $one.type -ValueOnly -Store $script:there | ForEach-Object $one.back
            if ($null -eq $expected) { $again | Should -BeNullOrEmpty -Because $one.type; continue }
            $again.GetType() | Should -Be $expected.GetType() -Because $one.type
            Get-Bits $again | Should -BeExactly (Get-Bits $expected) -Because $one.type
        }
    }

    It 'Are these texts' -Skip:$skip -ForEach @(@{ texts = $texts | Where-Object text }) {
        foreach ($one in $texts) { Get-PersistItem $one.type -AsJson -Store $script:there | Should -BeExactly $one.text -Because $one.type }
    }

    It 'A live object has its properties' -Skip:$skip {
        $back = Send-Value process (Get-Process -Id $PID) | ConvertFrom-Json
        $back.Id | Should -Be $PID
    }

    It 'Are refused where they cannot be kept, and nothing is written' -Skip:$skip -ForEach @(@{ refused = $refused }) {
        $before = (Get-PersistSyncStatus $script:here).Pending
        foreach ($one in $refused) {
            $failure = { Set-PersistItem refused (& $one.value) -Store $script:here -ErrorAction Stop } | Should -Throw -ErrorId "$($one.id),*" -PassThru -Because $one.type
            $failure.TargetObject | Should -Be refused
        }
        Test-PersistItem refused -Store $script:here | Should -BeFalse
        (Get-PersistSyncStatus $script:here).Pending | Should -Be $before
    }

    It '16 MiB arrive to the letter, and a byte more is refused' -Skip:$skip {
        $largest = 'é' * (8MB - 1) # two bytes each, between two quotation marks
        (Send-Value largest $largest).Length | Should -Be ($largest.Length + 2)
        (Get-PersistItem largest -ValueOnly -Store $script:there) -ceq $largest | Should -BeTrue
        Set-PersistMapField map field $largest -Store $script:here
        $with = @{ Store = $script:here; ErrorAction = 'Stop' }
        foreach ($write in { Set-PersistItem more ($largest + 'x') @with }, { Set-PersistItem more @{ a = @($largest) } @with },
            { Set-PersistMapField more a ($largest + 'x') @with }, { [pscustomobject]@{ Key = 'more'; Value = $largest + 'x' } | Set-PersistItem @with },
            { Add-PersistSetMember more ($largest + 'x') @with }) {
            $failure = $write | Should -Throw -PassThru
            ($failure.FullyQualifiedErrorId -split ',')[0] | Should -BeIn ValueTooLarge, PartTooLong
            $failure.CategoryInfo.Category | Should -Be LimitsExceeded
            Test-PersistItem more -Store $script:here | Should -BeFalse
        }
    }
}
