using System.Security.Cryptography;
using System.Text;

namespace Persist.Simulation.Runs;

/// <summary>What happened in a run, line by line: its hash tells whether two runs were the same. What is drawn by no seed must not be in it.</summary>
/// <param name="keeps">True to keep the lines, for somebody to read.</param>
internal sealed class Trace(bool keeps) : IDisposable
{
    /// <summary>What begins a line that belongs to the part above it.</summary>
    public const string Indent = "    ";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public string Hash => Convert.ToHexString(_hash.GetCurrentHash(), 0, 8);

    /// <summary>A part begins: a step of the plan, or what follows on the last one.</summary>
    public void Begin(string part) => Write(part);

    /// <summary>Something that happened in this part.</summary>
    public void Add(string line) => Write(Indent + line);

    public void Dispose() => _hash.Dispose();

    private void Write(string line)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        if (keeps)
        {
            _lines.Add(line);
        }
    }
}
