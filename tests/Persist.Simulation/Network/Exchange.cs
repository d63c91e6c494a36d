using System.Runtime.ExceptionServices;

namespace Persist.Simulation.Network;

/// <summary>What came of a request at the remote: an answer, or an error that travels back as one.</summary>
internal readonly record struct Exchange<T>(T? Answer, ExceptionDispatchInfo? Error)
{
    public static async Task<Exchange<T>> OfAsync(Func<Task<T>> ask)
    {
        try
        {
            return new(await ask(), null);
        }
        catch (Engine.Errors.PersistException refused)
        {
            return new(default, ExceptionDispatchInfo.Capture(refused));
        }
    }

    public T Result()
    {
        Error?.Throw();
        return Answer!;
    }
}
