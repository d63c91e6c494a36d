using System.Globalization;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;
using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Network;

/// <summary>The remote, a real hub file, and what is on its way to it.</summary>
internal sealed class SimulatedNetwork : IDisposable
{
    private readonly List<(MachineClock Sender, string What, Func<IRemote, Task> Request)> _late = [];
    private readonly SenderClock _sender = new();
    private readonly Rows _rows = new();
    private readonly string _folder;
    private readonly TrueTime _truth;
    private readonly Somebody _somebody;
    private readonly List<Elsewhere> _elsewhere = [];
    private int _files;
    private int _remotes;
    private SqliteRemote _hub;
    private (FileImage File, WireMark Mark)? _backup;

    public SimulatedNetwork(string folder, TrueTime truth, Trace trace, FaultCount faults)
    {
        (_folder, _truth, _somebody, Trace, Faults) = (folder, truth, new Somebody(truth), trace, faults);
        Hub = NewFile();
        _hub = new SqliteRemote(Hub, _sender, truth);
    }

    /// <summary>The remote's file; another one after it was restored.</summary>
    public string Hub { get; private set; }

    public WireLog Wire { get; } = new();

    public Trace Trace { get; }

    public FaultCount Faults { get; }

    /// <summary>Which remote has the address: 0 until it is exchanged.</summary>
    public int Remote { get; private set; }

    /// <summary>Whether there is a former remote that may come back.</summary>
    public bool HasFormer => _elsewhere.Count > 0;

    /// <summary>Whether another remote has had the address, so that a file may know one that is not there.</summary>
    public bool WasExchanged => _remotes > 0;

    /// <summary>How many requests may still arrive late.</summary>
    public int Late => _late.Count;

    /// <summary>A request arrives at the remote.</summary>
    public Task<T> AskAsync<T>(MachineClock sender, Func<IRemote, Task<T>> request)
    {
        _sender.Now = sender;
        return Life.Run(null, () => request(_hub));
    }

    /// <summary>A request will arrive later.</summary>
    public void Keep<T>(MachineClock sender, string what, Func<IRemote, Task<T>> request) => _late.Add((sender, what, request));

    /// <summary>One of those that are late arrives. Nobody waits for its answer any more.</summary>
    public async Task DeliverLateAsync(int which)
    {
        if (_late.Count == 0)
        {
            return;
        }

        var (sender, what, request) = _late[which % _late.Count];
        _late.RemoveAt(which % _late.Count);
        try
        {
            _sender.Now = sender;
            Trace.Add($"late: {what}");
            await Life.Run(null, () => request(_hub));
        }
        catch (PersistException)
        {
            // As its answer, which nobody hears.
        }
    }

    /// <summary>The remote is backed up.</summary>
    public void BackUp() => _backup = Wire.Head == 0 ? null : (FileImage.Take(Hub), Wire.Mark);

    /// <summary>The remote is restored from its backup; false when there is none. No connection outlives that, and nothing that was under way.</summary>
    public bool Restore()
    {
        if (_backup is not { } backup)
        {
            return false;
        }

        Stop();
        Wire.Return(backup.Mark);
        Hub = NewFile();
        backup.File.Write(Hub);
        _hub = new SqliteRemote(Hub, _sender, _truth);
        Trace.Add($"the remote is restored to @{Wire.Head}");
        Faults.Add(FaultKind.RemoteRestored);
        return true;
    }

    /// <summary>Copies of a file have agreed about what waits in them.</summary>
    public void NoteAgreement(string replica, ForkAnswer answer) => Wire.NoteAgreement(replica, answer, Stamp.Now(_truth));

    /// <summary>Another remote takes the place of this one. There is nothing in it: somebody has made it with a new file of the store.</summary>
    public void Exchange()
    {
        Leave();
        (Remote, Hub, _backup) = (++_remotes, NewFile(), null);
        Wire.Return(WireMark.Nothing);
        _hub = new SqliteRemote(Hub, _sender, _truth);
        _somebody.Join(_hub);
        Trace.Add($"the remote is another one, remote {Remote}");
        Faults.Add(FaultKind.RemoteChanged);
    }

    /// <summary>One of the former remotes has the address again: as it was, or with what somebody has sent there meanwhile.</summary>
    public void ComeBack(Random random)
    {
        var former = _elsewhere[random.Next(_elsewhere.Count)];
        Leave();
        _elsewhere.Remove(former);
        (Remote, Hub, _backup) = (former.Number, former.Path, former.Backup);
        Wire.Return(former.Mark, former.Past);
        _hub = new SqliteRemote(Hub, _sender, _truth);
        Trace.Add($"remote {Remote} is back, at @{Wire.Head}");
        Faults.Add(FaultKind.RemoteCameBack);
        if (random.Next(2) == 0)
        {
            _sender.Now = _truth;
            var (request, result) = _somebody.Write(_hub, Wire.Head, random);
            Wire.Note(request, [], new HashSet<Users.Intent>(), result);
            Trace.Add($"somebody has written {request.Ops[0].Cell.Key} there: @{result.Seq}");
        }
    }

    private void Leave()
    {
        Stop();
        if (File.Exists(Hub)) // else nobody has asked it yet
        {
            _elsewhere.Add(new Elsewhere(Remote, Hub, Wire.Mark, Wire.Past, _backup));
        }
    }

    // Of its own for each life of a remote: what was open has the former still.
    private string NewFile() => Path.Combine(_folder, $"hub.{_files++}.db");

    private void Stop()
    {
        _late.Clear();
        _hub.DisposeAsync().AsTask().Wait(); // a hub has nothing to wait for
    }

    /// <summary>Somebody has purged, if it was due.</summary>
    public void NotePurge()
    {
        var floor = long.Parse(_rows.Read(Hub, "SELECT CAST(floor AS TEXT) FROM shard")[0], CultureInfo.InvariantCulture);
        if (Wire.NotePurge(floor, Stamp.Now(_truth)))
        {
            Trace.Add($"the remote is purged up to @{floor}");
            Faults.Add(FaultKind.RemotePurged);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _hub.DisposeAsync().AsTask().Wait(); // a hub has nothing to wait for
    }

    /// <summary>The clock of whoever sent the request that is being served.</summary>
    private sealed class SenderClock : TimeProvider
    {
        public TimeProvider Now { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Now.GetUtcNow();
    }
}
