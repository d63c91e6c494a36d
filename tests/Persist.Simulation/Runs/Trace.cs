using System.Security.Cryptography;
using System.Text;

namespace Persist.Simulation.Runs;

/// <summary>What happened in a run, line by line: its hash tells whether two runs were the same.</summary>
/// <param name="keeps">True to keep the lines, for somebody to read.</param>
internal sealed class Trace(bool keeps) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public string Hash => Convert.ToHexString(_hash.GetCurrentHash(), 0, 8);

    public void Add(string line)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        if (keeps)
        {
            _lines.Add(line);
        }
    }

    public void Dispose() => _hash.Dispose();
}
