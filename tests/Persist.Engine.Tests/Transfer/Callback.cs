namespace Persist.Engine.Tests.Transfer;

/// <summary>Progress that is told at once, on the thread that reports it.</summary>
internal sealed class Callback<T>(Action<T> action) : IProgress<T>
{
    public void Report(T value) => action(value);
}
