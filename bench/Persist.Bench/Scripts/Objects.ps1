# Objects of six properties, whose keys come in 97 places.
function New-Object6([int] $Count) {
    for ($i = 0; $i -lt $Count; $i++) {
        [pscustomobject]@{
            Id = "machine/$($i % 97)/package/$($i.ToString('000000'))"; Name = "package-$i"; Version = "$($i % 7).$($i % 31)"
            Size = $i * 7919L % 1000003; Path = "/usr/share/package-$i"; Installed = $true
        }
    }
}
