using System.Security.Cryptography;
using System.Text;

namespace Persist.Engine.Merge;

/// <summary>
/// Whether two places hold the same: live cells with the same values. The order in which they come does not matter, so that a
/// remote may give them by position and a file by key.
/// </summary>
internal sealed class ContentChecksum
{
    private readonly byte[] _sum = new byte[16];

    /// <summary>How many live cells there were.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a cell; tombstones are nothing.</summary>
    public void Add(CellKey id, string? value, bool dead)
    {
        if (dead)
        {
            return;
        }

        Count++;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', id.Key, id.Kind, id.Path, value)));
        for (var i = 0; i < _sum.Length; i++)
        {
            _sum[i] ^= hash[i]; // no cell comes twice, so none takes another out again
        }
    }

    /// <summary>Count and sum; equal exactly when the contents are.</summary>
    public override string ToString() => $"{Count}:{Convert.ToHexString(_sum).ToLowerInvariant()}";
}
